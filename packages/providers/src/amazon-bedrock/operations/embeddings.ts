import { ZERO_USAGE } from '@modelhub/core/token-usage';
import { unsupported } from '../../anthropic/unsupported.ts';
import { unreadable } from '../../failure.ts';
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
    const texts = textsOf(request['input']);
    const { lab, name } = bedrockModel(endpoint.upstreamModel);
    return lab === 'cohere' ? invoke(input, cohereBody(request, texts, name)) : invoke(input, titanBody(input, texts, name));
  },
  fromResponse({ headers, body }, { model, request }) {
    const answer = readInvoked(body);
    const vectors = vectorsOf(answer);
    if (vectors === null) throw unreadable(PROVIDER_NAME, 'embeddings without numbers');
    const tokens = [answer['inputTextTokenCount'], countOfHeader(headers)].find((count) => isTokenCount(count));
    const isBase64 = request['encoding_format'] === 'base64';
    const told = {
      object: 'list',
      data: vectors.map((vector, index) => ({ object: 'embedding', index, embedding: isBase64 ? base64Of(vector) : vector })),
      model,
      ...(tokens === undefined ? {} : { usage: { prompt_tokens: tokens, total_tokens: tokens } }),
    };
    return {
      body: Buffer.from(JSON.stringify(told)),
      contentType: 'application/json',
      usage: tokens === undefined ? null : { ...ZERO_USAGE, input: Math.trunc(tokens) },
      outputTokensForwarded: 0,
      finishReason: null,
      serviceTier: null,
    };
  },
};

function textsOf(input: unknown): readonly string[] {
  const list = typeof input === 'string' ? [input] : input;
  if (Array.isArray(list) && list.every((text) => typeof text === 'string')) return list;
  throw unsupported('input', 'This model takes texts, and no tokens.');
}

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
function vectorsOf({ embedding, embeddings: many }: Fields): readonly (readonly number[])[] | null {
  const list = embedding === undefined ? (Array.isArray(many) ? many : (many as { float?: unknown } | null | undefined)?.float) : [embedding];
  const isRight = Array.isArray(list) && list.length > 0 && list.every((vector) => Array.isArray(vector) && vector.every((value) => typeof value === 'number'));
  return isRight ? list : null;
}

/** As OpenAI has it: floats of four bytes, the lowest first. */
function base64Of(vector: readonly number[]): string {
  const bytes = Buffer.alloc(vector.length * 4);
  for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, index * 4);
  return bytes.toString('base64');
}

/** Cohere's models count in a header alone. */
function countOfHeader(headers: UpstreamHeaders): number | undefined {
  const value = headers['x-amzn-bedrock-input-token-count'];
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}
