import { readRequestId } from '../failure.ts';
import type { ConversationDialect, ProviderAdapter } from '../types.ts';
import { bedrockFailure, PROVIDER_NAME } from './failure.ts';
import { readConverseAnswer } from './from-response.ts';
import { ConverseStreamReader } from './from-stream.ts';
import { toBedrockRequest } from './to-request.ts';

export const bedrockConversation: ConversationDialect = {
  toUpstreamRequest: toBedrockRequest,
  readWhole: readConverseAnswer,
  streamReader: (sink, context) => new ConverseStreamReader(sink, context),
};

export const amazonBedrock: ProviderAdapter = {
  id: 'amazon-bedrock',
  name: PROVIDER_NAME,
  conversation: bedrockConversation,
  native: {},
  operations: {},
  toFailure: bedrockFailure,
  providerRequestId: (headers) => readRequestId(headers, 'x-amzn-requestid'),
};
