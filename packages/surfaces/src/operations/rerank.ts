import { ZERO_USAGE } from '@modelhub/core/token-usage';
import { estimateTextTokens } from '../estimate-tokens.ts';
import { invalid, optionalBoolean, optionalCount, type Fields } from '../read-body.ts';
import type { OperationSurface } from './operation-surface.ts';

const DOCUMENTS_MAX = 10_000;
/** Cohere bills a search for so many documents, and a long document as several of them (cohere.com, "Pricing"). */
const DOCUMENTS_PER_SEARCH = 100;
const TOKENS_PER_DOCUMENT = 500;
/** What is longer is cut before it is ranked, unless `max_tokens_per_doc` says otherwise (docs.cohere.com, "Rerank", v2). */
const TOKENS_PER_DOCUMENT_MAX = 4_096;

/** `POST /v1/rerank` in the form that Cohere introduced and others took over: `query`, `documents`, `top_n`, `return_documents`. */
export const rerankSurface: OperationSurface = {
  name: 'rerank',
  path: '/v1/rerank',
  accepts: ['json'],
  kinds: ['rerank'],
  check({ request }) {
    const { query, documents } = request;
    if (query === undefined) throw invalid('missing_required_parameter', 'query', 'query is missing: send what the documents are ranked by.');
    if (typeof query !== 'string' || query === '') throw invalid('invalid_value', 'query', 'query must be a text.');
    if (documents === undefined) throw invalid('missing_required_parameter', 'documents', 'documents is missing: send what is to be ranked.');
    if (!Array.isArray(documents) || documents.length === 0 || documents.length > DOCUMENTS_MAX)
      throw invalid('invalid_value', 'documents', `documents must be a list of 1 to ${DOCUMENTS_MAX} texts.`);
    for (const [index, document] of (documents as readonly unknown[]).entries()) {
      if (textOf(document) === null) throw invalid('invalid_value', `documents[${index}]`, `documents[${index}] must be a text, or an object with a text.`);
    }
    optionalCount(request, 'top_n');
    optionalBoolean(request, 'return_documents');
  },
  mostUsage({ request: { query, documents } }) {
    const queryTokens = estimateTextTokens(query as string);
    const counts = (documents as readonly unknown[]).map((document) => estimateTextTokens(textOf(document) ?? '') + queryTokens);
    const pieces = counts.reduce((sum, tokens) => sum + Math.max(1, Math.ceil(tokens / TOKENS_PER_DOCUMENT)), 0);
    return { ...ZERO_USAGE, input: Math.ceil(counts.reduce((sum, tokens) => sum + tokens, 0)), units: Math.ceil(pieces / DOCUMENTS_PER_SEARCH) };
  },
  longestInput({ query, documents, max_tokens_per_doc: limit }) {
    const longest = (documents as readonly unknown[]).reduce<number>((most, document) => Math.max(most, estimateTextTokens(textOf(document) ?? '')), 0);
    return estimateTextTokens(query as string) + Math.min(longest, typeof limit === 'number' ? limit : TOKENS_PER_DOCUMENT_MAX);
  },
  isStream: () => false,
};

function textOf(document: unknown): string | null {
  if (typeof document === 'string') return document;
  const { text } = (document ?? {}) as Fields;
  return typeof text === 'string' ? text : null;
}
