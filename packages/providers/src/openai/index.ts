import { toOpenAIRequest } from './to-request.ts';
import { classifyFailure, readErrorBody, readRequestId } from '../failure.ts';
import type { ProviderAdapter } from '../types.ts';
import { fromOpenAIResponse } from './from-response.ts';
import { OpenAIStreamRelay } from './from-stream.ts';

/** An adapter for OpenAI itself, and the base of every provider that speaks its dialect. */
export function openaiCompatible(provider: { readonly id: string; readonly name: string }): ProviderAdapter {
  return {
    id: provider.id,
    name: provider.name,
    toUpstreamRequest: toOpenAIRequest,
    fromResponse: (body) => fromOpenAIResponse(body, provider.name),
    streamTranslator: (context) => new OpenAIStreamRelay({ providerName: provider.name, includeUsage: context.includeUsage }),
    toFailure: (status, headers, body) => classifyFailure(provider.name, { status, headers, text: readErrorBody(body) }),
    providerRequestId: (headers) => readRequestId(headers, 'x-request-id'),
  };
}

export const openai = openaiCompatible({ id: 'openai', name: 'OpenAI' });
