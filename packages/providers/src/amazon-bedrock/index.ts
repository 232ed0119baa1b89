import { readRequestId } from '../failure.ts';
import type { ConversationDialect, ProviderAdapter, ProviderEntry } from '../types.ts';
import { bedrockFailure, PROVIDER_NAME } from './failure.ts';
import { readConverseAnswer } from './from-response.ts';
import { ConverseStreamReader } from './from-stream.ts';
import { embeddings } from './operations/embeddings.ts';
import { rerank } from './operations/rerank.ts';
import { isCallableFrom } from './profile-region.ts';
import { toBedrockRequest } from './to-request.ts';

export const bedrockConversation: ConversationDialect = {
  toUpstreamRequest: toBedrockRequest,
  readWhole: readConverseAnswer,
  streamReader: (sink, context) => new ConverseStreamReader(sink, context),
};

const adapter: ProviderAdapter = {
  id: 'amazon-bedrock',
  name: PROVIDER_NAME,
  conversation: bedrockConversation,
  native: {},
  operations: { embeddings, rerank },
  isReachable: isCallableFrom,
  toFailure: bedrockFailure,
  providerRequestId: (headers) => readRequestId(headers, 'x-amzn-requestid'),
};

export const amazonBedrock: ProviderEntry = {
  adapter,
  defaultBaseUrl: 'https://bedrock-runtime.{region}.amazonaws.com',
  baseUrlExample: 'https://bedrock-runtime.us-east-1.amazonaws.com',
  sandboxPath: '',
  credentialFields: [
    { name: 'region', label: 'Region', isSecret: false, example: 'us-east-1' },
    { name: 'apiKey', label: 'API key', isSecret: true, isOptional: true },
    { name: 'accessKeyId', label: 'Access key id, in place of an API key', isSecret: false, isOptional: true, example: 'AKIAIOSFODNN7EXAMPLE' },
    { name: 'secretAccessKey', label: 'Secret access key', isSecret: true, isOptional: true },
    { name: 'sessionToken', label: 'Session token of temporary credentials', isSecret: true, isOptional: true },
  ],
};
