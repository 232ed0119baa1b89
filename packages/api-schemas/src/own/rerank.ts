import type { Definitions } from '../schema.ts';
import { anyObject, count, either, flag, list, number, object, orNull, otherwise, text } from './build.ts';

/** Ranking in the form that Cohere introduced and Jina, Together and others took over (docs.cohere.com, "Rerank"; jina.ai, "Reranker API"). */
export const RERANK: Definitions = {
  RerankRequest: object({
    model: text,
    query: { ...text, minLength: 1 },
    documents: list(either(text, object({ text })), { minItems: 1, maxItems: 10_000 }),
    'top_n?': { type: 'integer', minimum: 1 },
    'return_documents?': otherwise(false, flag),
    'max_tokens_per_doc?': { type: 'integer', minimum: 1 },
  }),
  RerankResponse: object({
    'id?': text,
    'model?': text,
    results: list(object({ index: count, relevance_score: number, 'document?': orNull(either(text, anyObject)) })),
    'usage?': object({ 'total_tokens?': count, 'prompt_tokens?': count }),
    'meta?': anyObject,
  }),
};
