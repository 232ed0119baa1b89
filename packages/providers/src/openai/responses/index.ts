import type { Endpoint } from '@modelhub/catalog/types';
import type { ConversationDialect } from '../../types.ts';
import { readResponse } from './from-response.ts';
import { ResponseStreamReader } from './from-stream.ts';
import { toResponseRequest } from './to-request.ts';

/** Conversations in the Responses API, for clients that speak another dialect. */
export function responsesConversation(providerName: string): ConversationDialect {
  return {
    toUpstreamRequest: toResponseRequest,
    readWhole: (body, sink) => readResponse(body, sink, providerName),
    streamReader: (sink) => new ResponseStreamReader(sink, providerName),
  };
}

/** Models of OpenAI's that chat completions do not have (platform.openai.com, the "Endpoints" of each model's page). */
const RESPONSES_ONLY = /^openai\/(?:o\d+-pro|gpt-[\d.]+-pro|[\w.-]*codex[\w.-]*|[\w.-]*deep-research[\w.-]*|computer-use-preview)(?:-\d{4}-\d{2}-\d{2})?$/;

export function isResponsesOnly({ model }: Endpoint): boolean {
  return RESPONSES_ONLY.test(model);
}
