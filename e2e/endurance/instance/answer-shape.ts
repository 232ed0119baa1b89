/** What a prompt tells the provider of the campaign to do. */
export interface AnswerShape {
  /** Names the request at both ends. */
  readonly id: number;
  /** Before the response headers. */
  readonly delayMs?: number;
  readonly pieces?: number;
  /** 0: as fast as the gateway takes them. */
  readonly gapMs?: number;
  /** Of each piece's text. */
  readonly pieceBytes?: number;
  /** Pieces are those of a tool call's arguments. */
  readonly isToolCall?: boolean;
  /** The first provider that is asked answers 500. */
  readonly failsFirst?: boolean;
}

export type CompleteShape = Required<AnswerShape>;

const DEFAULTS = { delayMs: 0, pieces: 10, gapMs: 0, pieceBytes: 20, isToolCall: false, failsFirst: false };

/** The text that a prompt carries; digits alone, so that it survives every dialect. */
export function shapeText(shape: AnswerShape): string {
  const { id, delayMs, pieces, gapMs, pieceBytes, isToolCall, failsFirst } = { ...DEFAULTS, ...shape };
  return `[[${[id, delayMs, pieces, gapMs, pieceBytes, Number(isToolCall), Number(failsFirst)].join(' ')}]]`;
}

/** Reads the shape out of a request's body; null where it has none. */
export function readShape(body: string): CompleteShape | null {
  const [, text] = /\[\[([\d. ]+)\]\]/.exec(body) ?? [];
  if (text === undefined) return null;
  const [id = 0, delayMs = 0, pieces = 0, gapMs = 0, pieceBytes = 0, isToolCall = 0, failsFirst = 0] = text.split(' ').map(Number);
  return { id, delayMs, pieces, gapMs, pieceBytes, isToolCall: isToolCall === 1, failsFirst: failsFirst === 1 };
}

/** What the provider saw of one call. Times are those of the machine's monotonic clock. */
export interface CallSeen {
  readonly id: number;
  readonly arrivedMs: number;
  headersMs: number | null;
  /** The answer was written to its end. */
  endedMs: number | null;
  /** The connection was closed before that. */
  closedMs: number | null;
  bodyBytes: number;
}

/** When a call arrived and when its first piece was written, inside of the answer's text. */
export function stampText(arrivedMs: number, firstMs: number): string {
  return `@${arrivedMs.toFixed(3)},${firstMs.toFixed(3)}@`;
}

export function readStamp(text: string): { readonly arrivedMs: number; readonly firstMs: number } | null {
  const match = /@(\d+\.\d+),(\d+\.\d+)@/.exec(text);
  return match === null ? null : { arrivedMs: Number(match[1]), firstMs: Number(match[2]) };
}
