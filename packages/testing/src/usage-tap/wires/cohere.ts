import { NO_USAGE } from '../record.ts';
import { count, object, textOrNull, type Json, type Wire } from './wire.ts';

/** What Cohere bills, which is not all that it counts: `billed_units` of a chat's `usage`, or of an operation's `meta`. */
export const cohereWire: Wire = {
  usage(message, before) {
    const billed = billedUnits(message);
    if (billed === null) return before;
    return {
      usage: {
        ...NO_USAGE,
        uncachedInput: count(billed['input_tokens']),
        textOutput: count(billed['output_tokens']),
        units: count(billed['search_units']),
      },
      isFinal: true,
    };
  },
  content: (message) => {
    const { content, tool_calls: calls, tool_plan: plan } = object(object(message['delta'])['message'] ?? message['message']);
    return [content, plan, calls];
  },
  id: ({ id }) => textOrNull(id),
};

function billedUnits(message: Json): Json | null {
  const told = object(message['usage'] ?? object(message['delta'])['usage'] ?? message['meta'])['billed_units'];
  return typeof told === 'object' && told !== null ? object(told) : null;
}
