import { ZERO_USAGE, type TokenUsage } from '@modelhub/core/token-usage';
import { areVectors, embeddingsAnswer, textsToEmbed } from '../../dialect/embeddings.ts';
import { fieldsOf, type Fields } from '../../dialect/fields.ts';
import { never, refuse } from '../../dialect/refuse.ts';
import { unreadable } from '../../failure.ts';
import { countOf, isTokenCount } from '../../token-count.ts';
import type { Operation } from '../../types.ts';
import { cohereRequest, readAnswer } from './request.ts';

const INPUTS_MAX = 96;
const TRANSLATED = new Set(['model', 'input', 'dimensions', 'encoding_format', 'user', 'models', 'provider', 'embedding_types']);
/** What would be embedded besides `input`, and has not been counted. */
const UNCOUNTED = { images: never, inputs: never, texts: never };

/**
 * `POST /v2/embed` (docs.cohere.com/reference/embed). Texts are taken for documents unless `input_type` says otherwise, and one that is too long is an error,
 * as it is with OpenAI: Cohere would cut it.
 */
export const embeddings: Operation = {
  toUpstreamRequest(input) {
    const { request, endpoint } = input;
    refuse(request, UNCOUNTED);
    return cohereRequest('/v2/embed', input, {
      input_type: 'search_document',
      truncate: 'NONE',
      ...Object.fromEntries(Object.entries(request).filter(([field, value]) => value != null && !TRANSLATED.has(field))),
      model: endpoint.upstreamModel,
      texts: textsToEmbed(request, INPUTS_MAX),
      embedding_types: ['float'],
      ...(request['dimensions'] == null ? {} : { output_dimension: request['dimensions'] }),
    });
  },
  fromResponse({ body }, context) {
    const answer = readAnswer(body);
    const { float: vectors } = fieldsOf(answer['embeddings']);
    if (!areVectors(vectors)) throw unreadable('Cohere', 'embeddings without vectors');
    return embeddingsAnswer({ vectors, usage: usageOf(answer) }, context);
  },
};

function usageOf(answer: Fields): TokenUsage | null {
  const { input_tokens: text, image_tokens: image } = fieldsOf(fieldsOf(answer['meta'])['billed_units']);
  return isTokenCount(text) || isTokenCount(image) ? { ...ZERO_USAGE, input: countOf(text), imageInput: countOf(image) } : null;
}
