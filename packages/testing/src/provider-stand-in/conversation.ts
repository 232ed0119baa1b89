import { createHash } from 'node:crypto';

type Json = Readonly<Record<string, unknown>>;

export type WireDialect = 'openai' | 'anthropic';

export interface OfferedTool {
  readonly name: string;
  readonly schema: Json;
}

/** A request in either dialect, read for what an answer depends on. */
export interface Conversation {
  readonly dialect: WireDialect;
  readonly model: string;
  readonly isStream: boolean;
  readonly includeUsage: boolean;
  /** Of everything but the way of delivery: a stream and a whole answer have the same one. */
  readonly fingerprint: string;
  /** Everything that the model reads as text, system prompt, tools and tool results included. */
  readonly text: string;
  readonly lastUserText: string;
  readonly messages: number;
  readonly images: number;
  readonly audioClips: number;
  /** The last message brings the result of a tool. */
  readonly endsWithToolResult: boolean;
  readonly tools: readonly OfferedTool[];
  readonly toolChoice: { readonly kind: 'auto' | 'none' | 'required' } | { readonly kind: 'named'; readonly name: string };
  readonly allowsParallelTools: boolean;
  /** Of structured output; an empty object where any JSON will do. */
  readonly answerSchema: Json | null;
  readonly outputTokensMax: number | null;
  readonly asksForThinking: boolean;
  readonly asksForAudio: boolean;
  /** Times to live of Anthropic's prompt caching marks. */
  readonly cacheMarks: ReadonlySet<'5m' | '1h'>;
}

export function readConversation(dialect: WireDialect, body: Json): Conversation {
  const { stream, stream_options: streamOptions, ...rest } = body;
  const messages = list(body['messages']).map(object);
  const reading = readMessages(messages);
  const last = messages.at(-1);
  const lastUser = messages.findLast((message) => message['role'] === 'user');
  return {
    dialect,
    model: typeof body['model'] === 'string' ? body['model'] : '',
    isStream: stream === true,
    includeUsage: object(streamOptions)['include_usage'] === true,
    fingerprint: createHash('sha256').update(JSON.stringify(rest)).digest('hex'),
    text: [texts(body['system']).join('\n'), ...reading.texts, body['tools'] === undefined ? '' : JSON.stringify(body['tools'])].join('\n'),
    lastUserText: lastUser === undefined ? '' : texts(lastUser['content']).join('\n'),
    messages: messages.length,
    images: reading.images,
    audioClips: reading.audioClips,
    endsWithToolResult: last !== undefined && (last['role'] === 'tool' || list(last['content']).some((part) => object(part)['type'] === 'tool_result')),
    tools: list(body['tools']).flatMap(offeredTool),
    toolChoice: toolChoice(body['tool_choice']),
    allowsParallelTools: body['parallel_tool_calls'] !== false && object(body['tool_choice'])['disable_parallel_tool_use'] !== true,
    answerSchema: answerSchema(object(body['response_format'])),
    outputTokensMax: firstNumber(body['max_completion_tokens'], body['max_tokens']),
    asksForThinking: object(body['thinking'])['type'] === 'enabled',
    asksForAudio: list(body['modalities']).includes('audio'),
    cacheMarks: cacheMarks(JSON.stringify([body['system'] ?? null, messages, body['tools'] ?? null])),
  };
}

function readMessages(messages: readonly Json[]): { texts: string[]; images: number; audioClips: number } {
  const found = { texts: [] as string[], images: 0, audioClips: 0 };
  const visit = (content: unknown): void => {
    if (typeof content === 'string') found.texts.push(content);
    for (const part of list(content).map(object)) {
      const type = part['type'];
      if (typeof part['text'] === 'string') found.texts.push(part['text']);
      else if (type === 'image_url' || type === 'image') found.images += 1;
      else if (type === 'input_audio') found.audioClips += 1;
      else if (type === 'tool_result') visit(part['content']);
      else if (type === 'tool_use') found.texts.push(JSON.stringify(part['input'] ?? {}));
    }
  };
  for (const message of messages) {
    visit(message['content']);
    if (message['tool_calls'] !== undefined) found.texts.push(JSON.stringify(message['tool_calls']));
  }
  return found;
}

function texts(content: unknown): string[] {
  if (typeof content === 'string') return [content];
  return list(content).flatMap((part) => {
    const text = object(part)['text'];
    return typeof text === 'string' ? [text] : [];
  });
}

function offeredTool(value: unknown): OfferedTool[] {
  const tool = object(value);
  const fn = tool['function'] === undefined ? tool : object(tool['function']);
  if (typeof fn['name'] !== 'string') return [];
  return [{ name: fn['name'], schema: object(fn['parameters'] ?? fn['input_schema']) }];
}

function toolChoice(value: unknown): Conversation['toolChoice'] {
  const choice = object(value);
  const name = object(choice['function'])['name'] ?? choice['name'];
  if (typeof name === 'string') return { kind: 'named', name };
  const word = typeof value === 'string' ? value : choice['type'];
  if (word === 'none') return { kind: 'none' };
  return { kind: word === 'required' || word === 'any' ? 'required' : 'auto' };
}

function answerSchema(format: Json): Json | null {
  if (format['type'] === 'json_object') return {};
  return format['type'] === 'json_schema' ? object(object(format['json_schema'])['schema']) : null;
}

function cacheMarks(text: string): Set<'5m' | '1h'> {
  const marks = new Set<'5m' | '1h'>();
  for (const [mark] of text.matchAll(/"cache_control":\{[^}]*\}/g)) marks.add(mark.includes('"ttl":"1h"') ? '1h' : '5m');
  return marks;
}

function firstNumber(...values: unknown[]): number | null {
  return values.find((value) => typeof value === 'number') ?? null;
}

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
