import OpenAI from 'openai';
import type { DoneWatch } from './done-watch.ts';

export interface Question {
  readonly body: Omit<OpenAI.ChatCompletionCreateParamsNonStreaming, 'stream'>;
  readonly isStream: boolean;
  readonly includeUsage: boolean;
  /** Leave after that many chunks of the stream. */
  readonly leaveAfterChunks: number | null;
}

/** What the client saw of one request. */
export type Seen =
  | {
      readonly kind: 'complete';
      readonly generationId: string;
      readonly message: OpenAI.ChatCompletionMessageParam;
      readonly usage: OpenAI.CompletionUsage | null;
      readonly costUsd: string | null;
      readonly atMs: number;
    }
  | { readonly kind: 'left'; readonly generationId: string | null }
  | { readonly kind: 'broken'; readonly generationId: string | null; readonly reason: string };

/** One request with the official SDK, which tries again by itself what it may. Never throws. */
export async function ask(client: OpenAI, done: DoneWatch, question: Question): Promise<Seen> {
  return question.isStream ? askForStream(client, done, question) : askForWhole(client, question);
}

async function askForWhole(client: OpenAI, { body }: Question): Promise<Seen> {
  try {
    const { data, response } = await client.chat.completions.create({ ...body, stream: false }).withResponse();
    const atMs = Date.now();
    const message = data.choices[0]?.message;
    const generationId = response.headers.get('x-generation-id');
    if (message === undefined || generationId === null) return { kind: 'broken', generationId, reason: 'an answer without a message or an id' };
    return {
      kind: 'complete',
      generationId,
      message: asHistory(message),
      usage: data.usage ?? null,
      costUsd: response.headers.get('x-modelhub-cost-usd'),
      atMs,
    };
  } catch (error) {
    return { kind: 'broken', generationId: idOfError(error), reason: reasonOf(error) };
  }
}

async function askForStream(client: OpenAI, done: DoneWatch, question: Question): Promise<Seen> {
  let generationId: string | null = null;
  let chunks = 0;
  let hasLeft = false;
  const answer = { content: '', calls: new Map<number, { id: string; name: string; arguments: string }>(), usage: null as OpenAI.CompletionUsage | null };
  const controller = new AbortController();
  try {
    const params = { ...question.body, stream: true as const, ...(question.includeUsage ? { stream_options: { include_usage: true } } : {}) };
    const { data: stream, response } = await client.chat.completions.create(params, { signal: controller.signal }).withResponse();
    generationId = response.headers.get('x-generation-id');
    for await (const chunk of stream) {
      collect(answer, chunk);
      chunks += 1;
      if (question.leaveAfterChunks !== null && chunks >= question.leaveAfterChunks) {
        hasLeft = true;
        controller.abort();
        break;
      }
    }
    if (hasLeft) return { kind: 'left', generationId };
    if (generationId === null) return { kind: 'broken', generationId, reason: 'a stream without an id' };
    if (!done.isDone(generationId)) return { kind: 'broken', generationId, reason: 'the stream ended without [DONE]' };
    return { kind: 'complete', generationId, message: historyOf(answer), usage: answer.usage, costUsd: null, atMs: Date.now() };
  } catch (error) {
    if (hasLeft) return { kind: 'left', generationId };
    return { kind: 'broken', generationId: generationId ?? idOfError(error), reason: reasonOf(error) };
  }
}

interface Collected {
  content: string;
  readonly calls: Map<number, { id: string; name: string; arguments: string }>;
  usage: OpenAI.CompletionUsage | null;
}

function collect(answer: Collected, chunk: OpenAI.ChatCompletionChunk): void {
  if (chunk.usage != null) answer.usage = chunk.usage;
  const delta = chunk.choices[0]?.delta;
  answer.content += delta?.content ?? '';
  for (const part of delta?.tool_calls ?? []) {
    const call = answer.calls.get(part.index) ?? { id: '', name: '', arguments: '' };
    answer.calls.set(part.index, {
      id: call.id + (part.id ?? ''),
      name: call.name + (part.function?.name ?? ''),
      arguments: call.arguments + (part.function?.arguments ?? ''),
    });
  }
}

function historyOf({ content, calls }: Collected): OpenAI.ChatCompletionAssistantMessageParam {
  const toolCalls = [...calls.values()].map((call) => ({ id: call.id, type: 'function' as const, function: { name: call.name, arguments: call.arguments } }));
  return { role: 'assistant', content: content === '' && toolCalls.length > 0 ? null : content, ...(toolCalls.length > 0 ? { tool_calls: toolCalls } : {}) };
}

function asHistory(message: OpenAI.ChatCompletionMessage): OpenAI.ChatCompletionAssistantMessageParam {
  return { role: 'assistant', content: message.content, ...(message.tool_calls === undefined ? {} : { tool_calls: message.tool_calls }) };
}

function idOfError(error: unknown): string | null {
  return error instanceof OpenAI.APIError ? (error.headers?.get('x-generation-id') ?? null) : null;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return error instanceof OpenAI.APIError
    ? `${error.status ?? 'no status'} ${error.code ?? ''} ${error.message}${cause}`
    : `${error.name}: ${error.message}${cause}`;
}
