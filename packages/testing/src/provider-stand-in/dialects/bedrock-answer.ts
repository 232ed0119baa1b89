import { parsed, type Json } from '../json.ts';
import { piecesOf } from '../pieces.ts';
import { signatureOf } from '../thought.ts';
import type { PlannedUsage } from '../usage.ts';
import type { Answering } from './dialect.ts';

const LATENCY_MS = 412;

/** What Converse answers (Amazon Bedrock API reference, "Converse"). */
export function converseResponse(answering: Answering): Json {
  const { text, calls, reasoning } = answering.plan;
  const content = [
    ...(reasoning === null ? [] : [{ reasoningContent: { reasoningText: { text: reasoning, signature: signatureOf('claude', reasoning) } } }]),
    ...(text === '' ? [] : [{ text }]),
    ...calls.map((call) => ({ toolUse: { toolUseId: toolUseId(call.id), name: call.name, input: parsed(call.arguments) } })),
  ];
  return { output: { message: { role: 'assistant', content } }, stopReason: stopReason(answering), ...counts(answering) };
}

export interface ConverseEvent {
  readonly type: string;
  readonly event: Json;
}

/** The events of ConverseStream. Only tools have a start of their block; every event is padded, so that its length tells nothing. */
export function converseEvents(answering: Answering): ConverseEvent[] {
  const { text, calls, reasoning, random } = answering.plan;
  const thought = reasoning === null ? [] : [...piecesOf(reasoning, random).map((piece) => ({ text: piece })), { signature: signatureOf('claude', reasoning) }];
  const blocks: { readonly start?: Json; readonly deltas: readonly Json[] }[] = [
    ...(reasoning === null ? [] : [{ deltas: thought.map((reasoningContent) => ({ reasoningContent })) }]),
    ...(text === '' ? [] : [{ deltas: piecesOf(text, random).map((piece) => ({ text: piece })) }]),
    ...calls.map((call) => ({
      start: { toolUse: { toolUseId: toolUseId(call.id), name: call.name } },
      deltas: piecesOf(call.arguments, random).map((input) => ({ toolUse: { input } })),
    })),
  ];
  const events: ConverseEvent[] = [
    { type: 'messageStart', event: { role: 'assistant' } },
    ...blocks.flatMap(({ start, deltas }, contentBlockIndex) => [
      ...(start === undefined ? [] : [{ type: 'contentBlockStart', event: { contentBlockIndex, start } }]),
      ...deltas.map((delta) => ({ type: 'contentBlockDelta', event: { contentBlockIndex, delta } })),
      { type: 'contentBlockStop', event: { contentBlockIndex } },
    ]),
    { type: 'messageStop', event: { stopReason: stopReason(answering) } },
    { type: 'metadata', event: counts(answering) },
  ];
  return events.map(({ type, event }) => ({ type, event: { ...event, p: 'abcdefghijklmnopqrstuvwxyz'.slice(0, random.between(1, 26)) } }));
}

function toolUseId(id: string): string {
  return `tooluse_${id}`;
}

function stopReason({ plan }: Answering): string {
  if (plan.finish === 'tool_calls') return 'tool_use';
  if (plan.finish === 'length') return 'max_tokens';
  if (plan.finish === 'content_filter') return 'content_filtered';
  return plan.stopSequence === null ? 'end_turn' : 'stop_sequence';
}

function counts({ usage }: Answering): Json {
  return { ...(usage === null ? {} : { usage: converseUsage(usage) }), metrics: { latencyMs: LATENCY_MS } };
}

/** What was read from and written to a cache stands beside `inputTokens`, and the total has it all. */
function converseUsage(usage: PlannedUsage): Json {
  const written = usage.cacheWrite5m + usage.cacheWrite1h;
  const details = [
    { ttl: '1h', inputTokens: usage.cacheWrite1h },
    { ttl: '5m', inputTokens: usage.cacheWrite5m },
  ].filter(({ inputTokens }) => inputTokens > 0);
  return {
    inputTokens: usage.input,
    outputTokens: usage.output,
    totalTokens: usage.input + usage.cacheRead + written + usage.output,
    cacheReadInputTokens: usage.cacheRead,
    cacheWriteInputTokens: written,
    ...(details.length === 0 ? {} : { cacheDetails: details }),
  };
}
