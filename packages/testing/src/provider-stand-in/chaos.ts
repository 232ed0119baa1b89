const CHAOS_KINDS = [
  /** 500 with the dialect's error body. */
  'server-error',
  /** 503 at OpenAI, 529 `overloaded_error` at Anthropic. */
  'overloaded',
  /** 429 with `retry-after: 1`. */
  'rate-limit',
  /** 401: our key is not known there. */
  'invalid-key',
  /** 400: the request itself is refused. */
  'bad-request',
  /** 200 with a body that is no JSON. */
  'garbage',
  /** The connection stays open and nothing comes. */
  'hang-before-headers',
  /** Half of a stream, then silence. */
  'hang-mid-stream',
  /** Half of a stream, then a clean end of the response without the terminal event. */
  'cut-stream',
  /** Half of the body, then a TCP reset. */
  'reset-mid-stream',
  /** A TCP reset instead of a response. */
  'reset',
  /** Half of a stream, then an error event of the dialect. */
  'error-mid-stream',
  /** The answer takes ten times as long. */
  'slow',
  /** The answer is whole and tells no usage. */
  'no-usage',
  /** The answer is whole and tells a usage of zeros. */
  'zero-usage',
  /** The model declines in words, in the form that the dialect has for it, or in plain text. */
  'refusal',
  /** The provider ends the answer half-way for its content, where the dialect has a word for that. */
  'content-filter',
] as const;

export type ChaosKind = (typeof CHAOS_KINDS)[number];

export interface ChaosRule {
  readonly kind: ChaosKind;
  /** How many requests it is for; 1 by default. */
  readonly times?: number;
  /** Only requests whose body contains this text. */
  readonly containing?: string;
  /** Only requests for this model, as the provider names it. */
  readonly model?: string;
}

/** Rules that wait for their requests. */
export class ChaosRules {
  #rules: { readonly rule: ChaosRule; left: number }[] = [];

  add(rule: ChaosRule): void {
    this.#rules.push({ rule, left: rule.times ?? 1 });
  }

  clear(): void {
    this.#rules = [];
  }

  /** What is to happen to this request: by a rule, by the header `x-stand-in-chaos`, or by `[[chaos:<kind>]]` in the last user message. */
  take(request: { readonly body: string; readonly model: string; readonly lastUserText: string; readonly header: string | undefined }): ChaosKind | null {
    const waiting = this.#rules.find(
      ({ rule, left }) => left > 0 && request.body.includes(rule.containing ?? '') && (rule.model === undefined || rule.model === request.model),
    );
    if (waiting !== undefined) {
      waiting.left -= 1;
      return waiting.rule.kind;
    }
    const named = request.header ?? /\[\[chaos:([a-z-]+)\]\]/.exec(request.lastUserText)?.[1];
    return named === undefined ? null : asChaosKind(named);
  }
}

/** Throws a RangeError for a name that is no kind of chaos: a test with a typing error must not pass. */
export function asChaosKind(name: string): ChaosKind {
  const kind = CHAOS_KINDS.find((known) => known === name);
  if (kind === undefined) throw new RangeError(`"${name}" is no kind of chaos; known are ${CHAOS_KINDS.join(', ')}`);
  return kind;
}
