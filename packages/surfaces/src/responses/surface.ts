import type { ConversationSurface } from '../types.ts';
import { estimatePromptTokens } from './estimate-prompt.ts';
import { nameOfField } from './field-names.ts';
import { readResponsesRequest } from './read-request.ts';
import { ResponsesStreamWriter } from './stream-writer.ts';
import { toChatRequest } from './to-chat-request.ts';
import { toNative } from './to-native.ts';
import { ResponsesWholeWriter } from './whole-writer.ts';

/** OpenAI's Responses API, in front of every model. */
export const responsesSurface: ConversationSurface = {
  dialect: 'responses',
  name: 'responses',
  nativeHeaders: [],
  read: readResponsesRequest,
  toChatRequest,
  toNative,
  nameOfField,
  promptTokens: estimatePromptTokens,
  outputTokensLimit: ({ max_output_tokens: limit }) => (typeof limit === 'number' ? limit : null),
  choiceCount: () => 1,
  streamWriter: (context) => new ResponsesStreamWriter(context),
  wholeWriter: (context) => new ResponsesWholeWriter(context),
};
