import { NO_USAGE } from '../record.ts';
import { count, object, type Wire } from './wire.ts';

/** The last line has the counts, and so has a whole answer. */
export const ollamaWire: Wire = {
  usage(message, before) {
    if (message['prompt_eval_count'] === undefined && message['eval_count'] === undefined) return before;
    return { usage: { ...NO_USAGE, uncachedInput: count(message['prompt_eval_count']), textOutput: count(message['eval_count']) }, isFinal: true };
  },
  content: (message) => {
    const { content, thinking, tool_calls: calls } = object(message['message']);
    return [content, thinking, calls];
  },
};
