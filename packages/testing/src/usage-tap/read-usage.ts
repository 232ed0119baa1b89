import type { WireUsage } from './record.ts';

type Json = Record<string, unknown>;

const asObject = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
const asCount = (value: unknown): number => (Number.isSafeInteger(value) ? (value as number) : 0);

/** From a `usage` object of OpenAI's chat completions. */
export function readOpenAIUsage(value: unknown): WireUsage | null {
  if (typeof value !== 'object' || value === null) return null;
  const usage = asObject(value);
  const inside = asObject(usage['prompt_tokens_details']);
  const outside = asObject(usage['completion_tokens_details']);
  const cacheRead = asCount(inside['cached_tokens']);
  const audioInput = asCount(inside['audio_tokens']);
  const audioOutput = asCount(outside['audio_tokens']);
  return {
    uncachedInput: asCount(usage['prompt_tokens']) - cacheRead - audioInput,
    cacheRead,
    cacheWrite5m: 0,
    cacheWrite1h: 0,
    audioInput,
    textOutput: asCount(usage['completion_tokens']) - audioOutput,
    audioOutput,
    reasoning: asCount(outside['reasoning_tokens']),
  };
}

/** From a `usage` object of Anthropic's messages; `before` is what an earlier event of the same stream said, and holds where this one is silent. */
export function readAnthropicUsage(value: unknown, before: WireUsage | null): WireUsage | null {
  if (typeof value !== 'object' || value === null) return before;
  const usage = asObject(value);
  const later = (field: string, earlier: number | undefined): number => (usage[field] === undefined ? (earlier ?? 0) : asCount(usage[field]));
  const split = asObject(usage['cache_creation']);
  const isSplit = usage['cache_creation'] !== undefined;
  const written = later('cache_creation_input_tokens', before === null ? 0 : before.cacheWrite5m + before.cacheWrite1h);
  const cacheWrite1h = isSplit ? asCount(split['ephemeral_1h_input_tokens']) : (before?.cacheWrite1h ?? 0);
  return {
    uncachedInput: later('input_tokens', before?.uncachedInput),
    cacheRead: later('cache_read_input_tokens', before?.cacheRead),
    cacheWrite5m: written - cacheWrite1h,
    cacheWrite1h,
    audioInput: 0,
    textOutput: later('output_tokens', before?.textOutput),
    audioOutput: 0,
    reasoning: 0,
  };
}
