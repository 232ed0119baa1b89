import type { Conversation } from './conversation.ts';
import { anthropicUsage, openaiUsage, type PlannedUsage } from './usage.ts';

type Json = Record<string, unknown>;

/** The planned usage, or null where the provider is to report none. */
export type ReportedUsage = PlannedUsage | null;

/** aimock's whole answer with the planned usage in it: its own has no cache or reasoning counts, and zeros for Anthropic. */
export function bodyWithUsage(conversation: Conversation, body: Json, usage: ReportedUsage): Json {
  const { usage: _replaced, ...rest } = body;
  const tier = conversation.dialect === 'openai' ? { service_tier: 'default' } : {};
  if (usage === null) return { ...rest, ...tier };
  return { ...rest, ...tier, usage: conversation.dialect === 'openai' ? openaiUsage(usage) : anthropicUsage(usage) };
}

/** One frame of aimock's event stream, its blank line included, with the planned usage; null when the frame is to be left out. */
export function frameWithUsage(conversation: Conversation, frame: string, usage: ReportedUsage): string | null {
  const at = frame.indexOf('data: ');
  const payload = at < 0 ? '' : frame.slice(at + 'data: '.length).trim();
  if (!payload.startsWith('{')) return frame;
  const event = JSON.parse(payload) as Json;
  const changed = conversation.dialect === 'openai' ? openaiChunk(conversation, event, usage) : anthropicEvent(event, usage);
  return changed === null ? null : `${frame.slice(0, at)}data: ${JSON.stringify(changed)}\n\n`;
}

/** With `include_usage` every chunk has a `usage`, null in all but the last (API reference, "stream_options"). */
function openaiChunk(conversation: Conversation, chunk: Json, usage: ReportedUsage): Json | null {
  const isUsageChunk = Array.isArray(chunk['choices']) && chunk['choices'].length === 0;
  if (isUsageChunk) return usage === null ? null : { ...chunk, service_tier: 'default', usage: openaiUsage(usage) };
  return { ...chunk, service_tier: 'default', ...(conversation.includeUsage ? { usage: null } : {}) };
}

/** The start tells the prompt and a first token; the end tells running totals (docs "Streaming messages"). */
function anthropicEvent(event: Json, usage: ReportedUsage): Json {
  if (event['type'] === 'message_start') {
    const { usage: _replaced, ...message } = event['message'] as Json;
    return { ...event, message: usage === null ? message : { ...message, usage: anthropicUsage(usage, Math.min(1, usage.output)) } };
  }
  if (event['type'] !== 'message_delta') return event;
  const { usage: _replaced, ...rest } = event;
  return usage === null ? rest : { ...rest, usage: messageDeltaUsage(usage) };
}

/** Both forms are in use: the output alone, and every running total again. */
function messageDeltaUsage(usage: PlannedUsage): Json {
  if (usage.output % 2 === 0) return { output_tokens: usage.output };
  return {
    input_tokens: usage.input,
    cache_creation_input_tokens: usage.cacheWrite5m + usage.cacheWrite1h,
    cache_read_input_tokens: usage.cacheRead,
    output_tokens: usage.output,
  };
}
