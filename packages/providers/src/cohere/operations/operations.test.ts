import { catalog } from '@modelhub/catalog/catalog';
import type { Endpoint } from '@modelhub/catalog/types';
import { describe, expect, test } from 'vitest';
import { contextOf } from '../../testing/captures.ts';
import type { Operation } from '../../types.ts';
import { embeddings as ollamaEmbeddings } from '../../ollama/embeddings.ts';
import { embeddings } from './embeddings.ts';
import { rerank } from './rerank.ts';

function endpointOf(id: string): Endpoint {
  const endpoint = catalog.findEndpoint(id);
  if (endpoint === undefined) throw new Error(`${id} is gone from the catalog`);
  return endpoint;
}

function sent(operation: Operation, request: Readonly<Record<string, unknown>>, endpointId: string) {
  const endpoint = endpointOf(endpointId);
  const { path, body } = operation.toUpstreamRequest({ request, body: null, files: [], endpoint, connection: { baseUrl: '', apiKey: 'k' } });
  if (!Buffer.isBuffer(body)) throw new Error('sent as a form');
  return { path, body: JSON.parse(body.toString()) as Record<string, unknown> };
}

function answered(operation: Operation, answer: unknown, request: Readonly<Record<string, unknown>> = {}) {
  const context = { ...contextOf(), request, endpoint: endpointOf('cohere/embed-v4.0') };
  const { body, usage } = operation.fromResponse({ headers: {}, body: Buffer.from(JSON.stringify(answer)) }, context);
  return { body: JSON.parse(body.toString()) as Record<string, unknown>, usage };
}

describe('embeddings of Cohere', () => {
  const embed = (request: Readonly<Record<string, unknown>>) => sent(embeddings, { model: 'm', ...request }, 'cohere/embed-v4.0');

  test('texts are documents that may not be too long, unless the client says otherwise', () => {
    expect(embed({ input: 'one', dimensions: 256, encoding_format: 'base64', user: 'u' })).toEqual({
      path: '/v2/embed',
      body: { model: 'embed-v4.0', texts: ['one'], input_type: 'search_document', truncate: 'NONE', embedding_types: ['float'], output_dimension: 256 },
    });
    expect(embed({ input: ['one', 'two'], input_type: 'search_query', truncate: 'END' }).body).toMatchObject({ input_type: 'search_query', truncate: 'END' });
  });

  test.each([
    ['input', { input: [1, 2] }],
    ['input', { input: [[1, 2]] }],
    ['input', { input: Array.from({ length: 97 }, () => 'x') }],
    ['images', { input: 'x', images: ['data:'] }],
  ])('%s is refused by name', (param, request) => {
    expect(() => embed(request)).toThrow(expect.objectContaining({ code: 'unsupported_parameter', param }));
  });

  test('vectors are OpenAI’s, as numbers or as bytes, and cost what Cohere bills', () => {
    const answer = { id: 'x', embeddings: { float: [[0.5, -1]] }, meta: { billed_units: { input_tokens: 7 }, tokens: { input_tokens: 9 } } };
    const { body, usage } = answered(embeddings, answer);
    expect(body).toEqual({
      object: 'list',
      data: [{ object: 'embedding', index: 0, embedding: [0.5, -1] }],
      model: 'my-model',
      usage: { prompt_tokens: 7, total_tokens: 7 },
    });
    expect(usage).toMatchObject({ input: 7 });
    const { data } = answered(embeddings, answer, { encoding_format: 'base64' }).body as { data: { embedding: string }[] };
    const bytes = Buffer.from(data[0]?.embedding ?? '', 'base64');
    expect([bytes.readFloatLE(0), bytes.readFloatLE(4)]).toEqual([0.5, -1]);
    expect(answered(embeddings, { embeddings: { float: [[1]] } }).usage).toBeNull();
  });

  test.each([{}, { embeddings: {} }, { embeddings: { float: [['x']] } }, [], null])('%j is a provider error', (answer) => {
    expect(() => answered(embeddings, answer)).toThrow(expect.objectContaining({ code: 'provider_error' }));
  });
});

describe('rankings of Cohere', () => {
  const documents = ['a', { text: 'b' }];

  test('documents are texts', () => {
    const request = { model: 'm', query: 'q', documents, top_n: 1, return_documents: true };
    expect(sent(rerank, request, 'cohere/rerank-v3.5')).toEqual({
      path: '/v2/rerank',
      body: { model: 'rerank-v3.5', query: 'q', documents: ['a', 'b'], top_n: 1 },
    });
    expect(() => sent(rerank, { ...request, rank_fields: ['text'] }, 'cohere/rerank-v3.5')).toThrow(expect.objectContaining({ param: 'rank_fields' }));
  });

  test('searches are what is billed, and documents are shown to those who want them', () => {
    const answer = { id: 'x', results: [{ index: 1, relevance_score: 0.9 }], meta: { billed_units: { search_units: 2 } } };
    expect(answered(rerank, answer, { documents })).toMatchObject({ body: { model: 'my-model', results: answer.results }, usage: { input: 0, units: 2 } });
    expect(answered(rerank, answer, { documents, return_documents: true }).body['results']).toEqual([
      { index: 1, relevance_score: 0.9, document: { text: 'b' } },
    ]);
    expect(answered(rerank, { results: [] }).usage).toBeNull();
    expect(() => answered(rerank, {})).toThrow(expect.objectContaining({ code: 'provider_error' }));
  });
});

test('embeddings of Ollama are asked for whole and answered as OpenAI’s', () => {
  expect(sent(ollamaEmbeddings, { model: 'm', input: ['one'], dimensions: 8 }, 'cohere/embed-v4.0')).toEqual({
    path: '/api/embed',
    body: { model: 'embed-v4.0', input: ['one'], truncate: false, dimensions: 8 },
  });
  expect(answered(ollamaEmbeddings, { embeddings: [[1, 2]], prompt_eval_count: 3 })).toMatchObject({
    body: { usage: { prompt_tokens: 3 } },
    usage: { input: 3 },
  });
  expect(answered(ollamaEmbeddings, { embeddings: [[1, 2]] }).usage).toBeNull();
  expect(() => answered(ollamaEmbeddings, { embeddings: [] })).toThrow(expect.objectContaining({ code: 'provider_error' }));
});
