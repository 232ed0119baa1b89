import { NO_USAGE } from '../record.ts';
import { count, object, objects, type Json, type Wire } from './wire.ts';

/** A response object, whole or inside of the event that ends a stream. */
export const responsesWire: Wire = {
  usage(message, before) {
    const { usage: told } = message['response'] === undefined ? message : object(message['response']);
    if (typeof told !== 'object' || told === null) return before;
    const usage = object(told);
    const cacheRead = count(object(usage['input_tokens_details'])['cached_tokens']);
    return {
      usage: {
        ...NO_USAGE,
        uncachedInput: count(usage['input_tokens']) - cacheRead,
        cacheRead,
        textOutput: count(usage['output_tokens']),
        reasoning: count(object(usage['output_tokens_details'])['reasoning_tokens']),
      },
      isFinal: true,
    };
  },
  content(message) {
    if (message['output'] !== undefined) return objects(message['output']).map(written);
    if (message['type'] === 'response.output_item.added') return [object(message['item'])['name']];
    return [message['delta']];
  },
};

function written({ content, summary, name, arguments: args }: Json): unknown {
  return [content, summary, name, args];
}
