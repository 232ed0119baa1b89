import { estimateTextTokens } from '../estimate-tokens.ts';
import type { ConversationSurface } from '../types.ts';
import { OUTPUT_TOKENS_DEFAULT } from './defaults.ts';
import { promptsOf, readCompletionRequest } from './read-request.ts';
import { completionToChatRequest } from './to-chat-request.ts';
import { CompletionStreamWriter, CompletionWholeWriter } from './writers.ts';

/** OpenAI's completions of before the chats: untouched for the models that know nothing else, as a chat of one message for all others. */
export const completionsSurface: ConversationSurface = {
  dialect: 'completions',
  name: 'completions',
  kinds: ['completion', 'chat'],
  nativeHeaders: [],
  read: readCompletionRequest,
  toChatRequest: completionToChatRequest,
  promptTokens({ prompt }) {
    const tokens = promptsOf(prompt).reduce<number>((sum, one) => sum + (typeof one === 'string' ? estimateTextTokens(one) : (one as unknown[]).length), 0);
    return Math.ceil(tokens) + 1;
  },
  outputTokensLimit: ({ max_tokens: limit }) => (typeof limit === 'number' ? limit : OUTPUT_TOKENS_DEFAULT),
  choiceCount({ prompt, n, best_of: bestOf }) {
    const each = Math.max(typeof n === 'number' ? n : 1, typeof bestOf === 'number' ? bestOf : 1);
    return each * promptsOf(prompt).length;
  },
  streamWriter: (context) => new CompletionStreamWriter(context),
  wholeWriter: (context) => new CompletionWholeWriter(context),
};
