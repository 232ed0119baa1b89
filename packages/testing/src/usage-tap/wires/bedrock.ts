import { NO_USAGE } from '../record.ts';
import { count, object, objects, type Wire } from './wire.ts';

/** Converse: `usage` in a whole answer, and in the `metadata` event that ends a stream. Messages of a stream come as `{<event type>: payload}`. */
export const bedrockWire: Wire = {
  usage(message, before) {
    const { usage: told } = message['metadata'] === undefined ? message : object(message['metadata']);
    if (typeof told !== 'object' || told === null) return before;
    const usage = object(told);
    const cacheWrite1h = objects(usage['cacheDetails']).reduce((sum, { ttl, inputTokens }) => sum + (ttl === '1h' ? count(inputTokens) : 0), 0);
    return {
      usage: {
        ...NO_USAGE,
        uncachedInput: count(usage['inputTokens']),
        cacheRead: count(usage['cacheReadInputTokens']),
        cacheWrite5m: count(usage['cacheWriteInputTokens']) - cacheWrite1h,
        cacheWrite1h,
        textOutput: count(usage['outputTokens']),
      },
      isFinal: true,
    };
  },
  content: (message) => [
    object(message['contentBlockDelta'])['delta'],
    object(message['contentBlockStart'])['start'],
    object(object(message['output'])['message'])['content'],
  ],
};
