import { unsupported } from '../../dialect/refusal.ts';
import { embeddedTexts, embeddingsAnswer } from '../../embeddings-answer.ts';
import { isTokenCount } from '../../token-count.ts';
import type { Operation, OperationInput, UpstreamHeaders } from '../../types.ts';
import { bedrockModel } from '../families.ts';
import { PROVIDER_NAME } from '../failure.ts';
import { invoke, otherFields, readInvoked, type Fields } from './invoke.ts';

/**
 * Embeddings of Titan and of Cohere's models (Amazon Bedrock User Guide, "Amazon Titan Embeddings Text", "Cohere Embed"). Titan takes one text at a time.
 * Cohere's models have to know what an embedding is for, which OpenAI does not ask: `search_document` unless `input_type` says otherwise.
 */
export const embeddings: Operation = {
  toUpstreamRequest(input) {
    const { request, endpoint } = input;
    const texts = embeddedTexts(request['input']);
    const { lab, name } = bedrockModel(endpoint.upstreamModel);
    return lab === 'cohere' ? invoke(input, cohereBody(request, texts, name)) : invoke(input, titanBody(input, texts, name));
  },
  fromResponse({ headers, body }, context) {
    const answer = readInvoked(body);
    const tokens = [answer['inputTextTokenCount'], countOfHeader(headers)].find((count) => isTokenCount(count));
    return embeddingsAnswer({ vectors: vectorsOf(answer), tokens, providerName: PROVIDER_NAME }, context);
  },
};

function titanBody({ request }: OperationInput, texts: readonly string[], name: string): Fields {
  if (texts.length !== 1) throw unsupported('input', 'This model takes one text at a time.');
  const { dimensions } = request;
  if (dimensions !== undefined && dimensions !== null && name.startsWith('titan-embed-text-v1')) throw unsupported('dimensions');
  return { ...otherFields(request, ['input']), inputText: texts[0] };
}

function cohereBody(request: Fields, texts: readonly string[], name: string): Fields {
  const { dimensions } = request;
  const isNewer = !name.endsWith('-v3');
  if (dimensions !== undefined && dimensions !== null && !isNewer) throw unsupported('dimensions');
  return {
    input_type: 'search_document',
    ...otherFields(request, ['input', 'dimensions']),
    texts,
    embedding_types: ['float'],
    ...(dimensions === undefined || dimensions === null ? {} : { output_dimension: dimensions }),
  };
}

/** One vector, a list of them, or lists by type. */
function vectorsOf({ embedding, embeddings: many }: Fields): unknown {
  if (embedding !== undefined) return [embedding];
  return Array.isArray(many) ? many : (many as { float?: unknown } | null | undefined)?.float;
}

/** Cohere's models count in a header alone. */
function countOfHeader(headers: UpstreamHeaders): number | undefined {
  const value = headers['x-amzn-bedrock-input-token-count'];
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}
