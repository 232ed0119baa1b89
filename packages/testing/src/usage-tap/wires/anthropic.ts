import { NO_USAGE, type WireUsage } from '../record.ts';
import { count, object, type Wire } from './wire.ts';

/** Messages: the prompt is told at the start of a stream, running totals at its end, and everything at once in a whole answer. */
export const anthropicWire: Wire = {
  usage(message, before) {
    switch (message['type']) {
      case 'message_start':
        return { usage: totals(object(message['message'])['usage'], null), isFinal: false };
      case 'message_delta': {
        if (message['usage'] === undefined) return before;
        const usage = totals(message['usage'], before.usage);
        return { usage, isFinal: usage !== null };
      }
      case 'message': {
        const usage = totals(message['usage'], null);
        return { usage, isFinal: usage !== null };
      }
      default:
        return before;
    }
  },
  content: (message) => (message['type'] === 'message_delta' ? [] : [message['delta'] ?? message['content_block'] ?? message['content']]),
};

/** What an earlier event of the same stream said holds where this one is silent. */
function totals(value: unknown, before: WireUsage | null): WireUsage | null {
  if (typeof value !== 'object' || value === null) return before;
  const usage = object(value);
  const later = (field: string, earlier: number | undefined): number => (usage[field] === undefined ? (earlier ?? 0) : count(usage[field]));
  const split = object(usage['cache_creation']);
  const isSplit = usage['cache_creation'] !== undefined;
  const written = later('cache_creation_input_tokens', before === null ? 0 : before.cacheWrite5m + before.cacheWrite1h);
  const cacheWrite1h = isSplit ? count(split['ephemeral_1h_input_tokens']) : (before?.cacheWrite1h ?? 0);
  return {
    ...NO_USAGE,
    uncachedInput: later('input_tokens', before?.uncachedInput),
    cacheRead: later('cache_read_input_tokens', before?.cacheRead),
    cacheWrite5m: written - cacheWrite1h,
    cacheWrite1h,
    textOutput: later('output_tokens', before?.textOutput),
  };
}
