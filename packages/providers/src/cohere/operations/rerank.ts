import { ZERO_USAGE } from '@modelhub/core/token-usage';
import { fieldsOf, itemsOf, textOf } from '../../dialect/fields.ts';
import { never, refuse } from '../../dialect/refuse.ts';
import { unreadable } from '../../failure.ts';
import { countOf, isTokenCount } from '../../token-count.ts';
import type { Operation } from '../../types.ts';
import { cohereRequest, readAnswer } from './request.ts';

const TRANSLATED = new Set(['model', 'documents', 'return_documents', 'user', 'models', 'provider']);
/** Of the first version: the second ranks texts alone. */
const GONE = { rank_fields: never };

/**
 * `POST /v2/rerank` (docs.cohere.com/reference/rerank). What is billed are searches, by the number and length of the documents. Documents are shown in the
 * answer where the client wants that, as the first version did.
 */
export const rerank: Operation = {
  toUpstreamRequest(input) {
    const { request, endpoint } = input;
    refuse(request, GONE);
    return cohereRequest('/v2/rerank', input, {
      ...Object.fromEntries(Object.entries(request).filter(([field, value]) => value != null && !TRANSLATED.has(field))),
      model: endpoint.upstreamModel,
      documents: itemsOf(request['documents']).map(documentText),
    });
  },
  fromResponse({ body }, { model, request }) {
    const { results, id, meta } = readAnswer(body);
    if (!Array.isArray(results)) throw unreadable('Cohere', 'a ranking without results');
    const { search_units: searches } = fieldsOf(fieldsOf(meta)['billed_units']);
    const documents = request['return_documents'] === true ? itemsOf(request['documents']) : null;
    const shown = results.map(fieldsOf).map((result) => {
      const document = documents?.[Number(result['index'])];
      return document === undefined ? result : { ...result, document: { text: documentText(document) } };
    });
    return {
      body: Buffer.from(JSON.stringify({ id, model, results: shown, meta })),
      contentType: 'application/json',
      usage: isTokenCount(searches) ? { ...ZERO_USAGE, units: countOf(searches) } : null,
      outputTokensForwarded: 0,
      finishReason: null,
      serviceTier: null,
    };
  },
};

function documentText(document: unknown): string {
  return typeof document === 'string' ? document : textOf(fieldsOf(document)['text']);
}
