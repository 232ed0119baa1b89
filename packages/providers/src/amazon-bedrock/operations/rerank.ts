import { unreadable } from '../../failure.ts';
import type { Operation } from '../../types.ts';
import { bedrockModel } from '../families.ts';
import { PROVIDER_NAME } from '../failure.ts';
import { invoke, otherFields, readInvoked } from './invoke.ts';

/** Of Cohere's API, whose form its models have on Bedrock. */
const COHERE_API_VERSION = 2;

/**
 * Rankings of Amazon's and Cohere's models, by `InvokeModel` (Amazon Bedrock User Guide, "Use a reranker model"). Neither says what it bills: searches are
 * estimated from the documents.
 */
export const rerank: Operation = {
  toUpstreamRequest(input) {
    const { request, endpoint } = input;
    const documents = (request['documents'] as readonly unknown[]).map(textOf);
    const version = bedrockModel(endpoint.upstreamModel).lab === 'cohere' ? { api_version: COHERE_API_VERSION } : {};
    return invoke(input, { ...otherFields(request, ['documents', 'return_documents']), ...version, documents });
  },
  fromResponse({ body }, { generationId, request }) {
    const { results } = readInvoked(body);
    if (!Array.isArray(results)) throw unreadable(PROVIDER_NAME, 'a ranking without results');
    const documents = request['documents'] as readonly unknown[];
    const isShown = request['return_documents'] === true;
    const told = (results as readonly ({ index?: unknown; relevance_score?: unknown } | null)[]).map((result) => ({
      index: result?.index,
      relevance_score: result?.relevance_score,
      ...(isShown ? { document: { text: textOf(documents[Number(result?.index)]) } } : {}),
    }));
    return {
      body: Buffer.from(JSON.stringify({ id: generationId, results: told })),
      contentType: 'application/json',
      usage: null,
      outputTokensForwarded: 0,
      finishReason: null,
      serviceTier: null,
    };
  },
};

/** A document is a text, or an object that has one; the surface has checked that. */
function textOf(document: unknown): unknown {
  return typeof document === 'object' && document !== null ? (document as { text?: unknown }).text : document;
}
