import type { ConversationSurface } from '../types.ts';
import { estimatePromptTokens } from './estimate-prompt.ts';
import { readMessagesRequest } from './read-request.ts';
import { MessagesStreamWriter } from './stream-writer.ts';
import { messagesToChatRequest } from './to-chat-request.ts';
import { MessagesWholeWriter } from './whole-writer.ts';

export { readCountedRequest } from './read-request.ts';

/** Anthropic's messages, for any model: programs that were written for Claude run on all of them. */
export const messagesSurface: ConversationSurface = {
  dialect: 'messages',
  name: 'messages',
  nativeHeaders: ['anthropic-version', 'anthropic-beta'],
  read: readMessagesRequest,
  toChatRequest: messagesToChatRequest,
  promptTokens: estimatePromptTokens,
  outputTokensLimit: (request) => request['max_tokens'] as number,
  choiceCount: () => 1,
  streamWriter: (context) => new MessagesStreamWriter(context),
  wholeWriter: (context) => new MessagesWholeWriter(context),
};
