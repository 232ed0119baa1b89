import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { ZERO_USAGE, type TokenUsage } from '@modelhub/core/token-usage';
import { parseExactly } from '../exact-json.ts';
import type { AnswerContext, StreamTranslator } from '../types.ts';
import { answerFrame } from './event-frames.ts';

/** What tells the events of a stream apart: empty lines, ends of lines, or the lengths and checksums of AWS. */
export type Framing = 'server-sent events' | 'lines' | 'event frames';

export interface Capture {
  readonly name: string;
  readonly framing: Framing;
  readonly whole: Buffer;
  readonly stream: Buffer;
  readonly golden: Golden;
}

/** What an answer has to be for the client, and what it has to cost. */
export interface Golden {
  /** Who answered, where the dialect is not the same for all models of a provider. */
  readonly endpoint?: string;
  /** The fields of the client's request that matter to the answer. */
  readonly request?: Readonly<Record<string, unknown>>;
  readonly choices: readonly Choice[];
  /** OpenAI's usage object. */
  readonly usage: Readonly<Record<string, unknown>>;
  readonly tokens: TokenUsage;
  readonly serviceTier: string | null;
}

export interface Choice {
  readonly message: Message;
  readonly finish_reason: string | null;
}

interface Message {
  content?: string | null;
  refusal?: string | null;
  reasoning_content?: string;
  reasoning_details?: Detail[];
  tool_calls?: ToolCall[];
}

interface ToolCall {
  id: string;
  type: string;
  function: { name: string; arguments: string };
}

interface Detail {
  type: string;
  text?: string;
  index: number;
  [field: string]: unknown;
}

const STREAM_FILE = /^(.+)\.(?:sse|ndjson|events\.jsonl)$/;

/** The captures of a provider: its own, or OpenAI's where it speaks that dialect and has none. */
export function capturesOf(providerId: string): Capture[] {
  const own = fixturesOf(providerId);
  const folder = hasOwnCaptures(providerId) ? own : new URL('../openai/__fixtures__/', import.meta.url);
  const read = (file: string): Buffer => readFileSync(new URL(file, folder));
  const captures = readdirSync(folder).flatMap((file): Capture[] => {
    const stream = STREAM_FILE.exec(file);
    if (stream === null) return [];
    const name = stream[1] as string;
    const about = { name, whole: read(`${name}.json`), golden: goldenFrom(read(`${name}.golden.json`)) };
    if (file.endsWith('.sse')) return [{ ...about, framing: 'server-sent events', stream: read(file) }];
    if (file.endsWith('.ndjson')) return [{ ...about, framing: 'lines', stream: read(file) }];
    return [{ ...about, framing: 'event frames', stream: framesOf(read(file).toString('utf8')) }];
  });
  // What single models of OpenAI's speak, others do not.
  return hasOwnCaptures(providerId) ? captures : captures.filter(({ golden }) => golden.endpoint === undefined);
}

/** Frames have lengths and checksums, which nobody can read or write: captures of them are a line for each event. */
function framesOf(lines: string): Buffer {
  const events = lines.trimEnd().split('\n');
  return Buffer.concat(
    events.map((line) => {
      const { type, payload } = JSON.parse(line) as { type: string; payload: unknown };
      return answerFrame(type, payload);
    }),
  );
}

/** A component that a golden answer does not name was not counted. */
function goldenFrom(bytes: Buffer): Golden {
  const golden = JSON.parse(bytes.toString('utf8')) as Golden;
  return { ...golden, tokens: { ...ZERO_USAGE, ...golden.tokens } };
}

export function hasOwnCaptures(providerId: string): boolean {
  return existsSync(fixturesOf(providerId));
}

function fixturesOf(providerId: string): URL {
  return new URL(`../${providerId}/__fixtures__/`, import.meta.url);
}

/** The context of an answer, and whose it is. */
export interface ReplayContext extends AnswerContext {
  readonly endpointId?: string;
}

export function contextOf(golden?: Pick<Golden, 'request' | 'endpoint'>, changes: { readonly includeUsage?: boolean } = {}): ReplayContext {
  const includeUsage = changes.includeUsage ?? true;
  const request = {
    model: 'my-model',
    messages: [],
    stream: true,
    ...(includeUsage ? { stream_options: { include_usage: true } } : {}),
    ...golden?.request,
  };
  return {
    model: 'my-model',
    generationId: 'gen_0193f0a2b1c47d3e8f9a0b1c2d3e4f50',
    createdAtSeconds: 1_763_942_400,
    promptTokensEstimate: 40,
    request,
    ...(golden?.endpoint === undefined ? {} : { endpointId: golden.endpoint }),
  };
}

export interface Replayed {
  readonly translator: StreamTranslator;
  /** What `push` gave. */
  readonly pushed: string;
  /** What `end` gave. */
  readonly ended: string;
}

/** Feeds the pieces one after the other, as the gateway does. */
export function replay(translator: StreamTranslator, pieces: Iterable<Buffer>): Replayed {
  const pushed: Buffer[] = [];
  for (const piece of pieces) pushed.push(translator.push(piece));
  const ended = translator.end();
  return { translator, pushed: Buffer.concat(pushed).toString('utf8'), ended: ended.toString('utf8') };
}

/** The bytes of the stream, cut before each of the positions. */
export function cutAt(stream: Buffer, positions: readonly number[]): Buffer[] {
  const ends = [...new Set(positions)].toSorted((a, b) => a - b).concat(stream.length);
  return ends.map((end, index) => stream.subarray(ends[index - 1] ?? 0, end));
}

export interface Folded {
  readonly choices: Choice[];
  readonly usage: unknown;
  readonly isDone: boolean;
}

/** A stream of chat completion chunks as the client puts it together. Throws on anything that is not such a stream. */
export function foldStream(text: string): Folded {
  const choices: { message: Message; finish_reason: string | null }[] = [];
  let usage: unknown = null;
  let isDone = false;
  for (const event of text.split('\n\n').filter((piece) => piece !== '' && !piece.startsWith(':'))) {
    if (isDone) throw new Error(`an event after the end: ${event}`);
    if (!event.startsWith('data: ')) throw new Error(`not an event: ${event}`);
    if (event === 'data: [DONE]') {
      isDone = true;
      continue;
    }
    const chunk = JSON.parse(event.slice('data: '.length)) as { choices: { index: number; delta: Message; finish_reason: string | null }[]; usage?: unknown };
    if (chunk.usage) usage = chunk.usage;
    for (const { index, delta, finish_reason: finishReason } of chunk.choices) {
      const choice = (choices[index] ??= { message: {}, finish_reason: null });
      addDelta(choice.message, delta);
      choice.finish_reason = finishReason ?? choice.finish_reason;
    }
  }
  return { choices, usage, isDone };
}

function addDelta(message: Message, delta: Message): void {
  for (const field of ['content', 'refusal', 'reasoning_content'] as const) {
    const text = delta[field];
    if (typeof text === 'string') message[field] = (message[field] ?? '') + text;
  }
  for (const { index, ...part } of (delta.tool_calls ?? []) as (ToolCall & { index: number })[]) {
    const calls = (message.tool_calls ??= []);
    const call = calls[index];
    if (call === undefined) calls[index] = part;
    else call.function.arguments += part.function.arguments;
  }
  for (const detail of delta.reasoning_details ?? []) {
    const details = (message.reasoning_details ??= []);
    const known = details[detail.index];
    details[detail.index] = known === undefined ? detail : { ...known, ...detail, text: (known.text ?? '') + (detail.text ?? '') };
  }
}

/** Choices in a form in which a streamed and a whole answer are equal: blanks in arguments, and empty fields, mean nothing. */
export function comparable(choices: readonly Choice[]): unknown[] {
  return choices.map(({ message, finish_reason: finishReason }) => ({
    finishReason,
    content: message.content ?? '',
    refusal: message.refusal ?? '',
    reasoning: message.reasoning_content ?? '',
    details: message.reasoning_details ?? [],
    toolCalls: (message.tool_calls ?? []).map((call) => ({
      ...call,
      function: { ...call.function, arguments: withoutBlanks(call.function.arguments) },
    })),
  }));
}

/** JSON without the blanks that mean nothing. What is no JSON, because a model or a wire broke it, stays as it is. */
export function withoutBlanks(json: string): string {
  try {
    return JSON.stringify(parseExactly(json));
  } catch {
    return json;
  }
}
