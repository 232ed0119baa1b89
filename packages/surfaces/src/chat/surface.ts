import type { ChatRequest } from '@modelhub/providers/types';
import type { ConversationSurface } from '../types.ts';
import { estimatePromptTokens } from './estimate-prompt.ts';
import { checkChatRequest, readChatRequest } from './read-request.ts';
import { ChatStreamWriter } from './stream-writer.ts';
import { ChatWholeWriter } from './whole-writer.ts';

/** OpenAI's chat completions, which is also the form in which all other conversations travel between dialects. */
export const chatSurface: ConversationSurface = {
  dialect: 'chat',
  name: 'chat.completions',
  nativeHeaders: [],
  read: readChatRequest,
  checkOutline: checkChatRequest,
  // `messages` was checked by `read`.
  toChatRequest: (request) => request as ChatRequest,
  promptTokens: estimatePromptTokens,
  outputTokensLimit(request) {
    const asked = request['max_completion_tokens'] ?? request['max_tokens'];
    return typeof asked === 'number' ? asked : null;
  },
  choiceCount: ({ n }) => (typeof n === 'number' ? n : 1),
  streamWriter: (context) => new ChatStreamWriter(context),
  wholeWriter: (context) => new ChatWholeWriter(context),
};
