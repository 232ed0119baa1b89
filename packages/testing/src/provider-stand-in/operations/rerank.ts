import { firstNumber, object, stringOr, strings, type Json } from '../json.ts';
import { jsonReply } from '../reply.ts';
import { reportedCounts, type Operation } from './operation.ts';
import { inputTokens } from './vectors.ts';

const DOCUMENTS_PER_SEARCH_UNIT = 100;

/** docs.cohere.com/reference/rerank. Documents that share more words with the query come first. */
export const cohereRerank: Operation = {
  texts: ({ query }) => strings(query),
  answer({ body, requestId, reported }) {
    const searchUnits = Math.max(1, Math.ceil(documentsOf(body).length / DOCUMENTS_PER_SEARCH_UNIT));
    const { usage } = reportedCounts({ search_units: searchUnits }, reported);
    const meta = { api_version: { version: '2' }, ...(usage === undefined ? {} : { billed_units: usage }) };
    return jsonReply({ id: requestId, results: ranked(body).map(({ index, score }) => ({ index, relevance_score: score })), meta });
  },
};

/** The same as Jina, Together, vLLM and others have it, with tokens and documents. */
export const openRerank: Operation = {
  texts: ({ query }) => strings(query),
  answer({ body, model, requestId, reported }) {
    const documents = documentsOf(body);
    const results = ranked(body).map(({ index, score }) => ({
      index,
      relevance_score: score,
      ...(body['return_documents'] === false ? {} : { document: { text: documents[index] } }),
    }));
    const tokens = inputTokens([...strings(body['query']), ...documents]);
    return jsonReply({ id: requestId, model, results, ...reportedCounts({ prompt_tokens: tokens, total_tokens: tokens }, reported) });
  },
};

function ranked(body: Json): { index: number; score: number }[] {
  const query = wordsOf(stringOr(body['query'], ''));
  const scored = documentsOf(body).map((text, index) => {
    const words = wordsOf(text);
    const shared = [...query].filter((word) => words.has(word)).length;
    return { index, score: Math.round(((shared + 0.01) / (query.size + 0.02)) * 1e6) / 1e6 };
  });
  return scored.toSorted((left, right) => right.score - left.score).slice(0, firstNumber(body['top_n']) ?? scored.length);
}

function documentsOf(body: Json): string[] {
  const { documents } = body;
  return Array.isArray(documents)
    ? documents.map((document: unknown) => (typeof document === 'string' ? document : stringOr(object(document)['text'], '')))
    : [];
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
}
