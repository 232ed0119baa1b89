import { ZERO_USAGE } from '@modelhub/core/token-usage';
import { describe, expect, test } from 'vitest';
import { contextOf } from '../../testing/captures.ts';
import { answeringEndpoint } from '../../testing/requests.ts';
import type { Operation, UpstreamHeaders } from '../../types.ts';
import { amazonBedrock } from '../index.ts';

const { operations } = amazonBedrock.adapter;
const TITAN_1 = 'amazon-bedrock/amazon.titan-embed-text-v1';
const TITAN = 'amazon-bedrock/amazon.titan-embed-text-v2:0';
const COHERE = 'amazon-bedrock/cohere.embed-v4:0';
const COHERE_3 = 'amazon-bedrock/cohere.embed-english-v3';
const RERANK = 'amazon-bedrock/cohere.rerank-v3-5:0';

function sent(operation: Operation | undefined, endpointId: string, request: Readonly<Record<string, unknown>>): { path: string; body: unknown } {
  const connection = { baseUrl: 'http://127.0.0.1:1', apiKey: 'key' };
  const input = { request: { model: 'm', ...request }, body: null, files: [], endpoint: answeringEndpoint(endpointId), connection };
  const { path, body } = operation?.toUpstreamRequest(input) ?? {};
  return { path: path ?? '', body: JSON.parse((body as Buffer).toString('utf8')) as unknown };
}

function told(operation: Operation | undefined, answer: unknown, request: Readonly<Record<string, unknown>> = {}, headers: UpstreamHeaders = {}) {
  const context = { ...contextOf({ request }), endpoint: answeringEndpoint(TITAN) };
  const { body, usage } = operation?.fromResponse({ headers, body: Buffer.from(JSON.stringify(answer)) }, context) ?? {};
  return { answer: JSON.parse((body as Buffer).toString('utf8')) as Record<string, unknown>, usage };
}

describe('embeddings', () => {
  const { embeddings } = operations;

  test('Titan takes one text', () => {
    expect(sent(embeddings, TITAN, { input: ['Hi'], dimensions: 256, normalize: false, encoding_format: 'base64', user: 'u' })).toEqual({
      path: '/model/amazon.titan-embed-text-v2%3A0/invoke',
      body: { inputText: 'Hi', dimensions: 256, normalize: false },
    });
    expect(() => sent(embeddings, TITAN, { input: ['a', 'b'] })).toThrow(expect.objectContaining({ code: 'unsupported_parameter', param: 'input' }));
    expect(() => sent(embeddings, TITAN, { input: [1, 2] })).toThrow(expect.objectContaining({ param: 'input' }));
    expect(() => sent(embeddings, TITAN_1, { input: 'a', dimensions: 256 })).toThrow(expect.objectContaining({ param: 'dimensions' }));
  });

  test('Cohere takes several, and wants to know what for', () => {
    expect(sent(embeddings, COHERE, { input: ['a', 'b'], dimensions: 512 }).body).toEqual({
      input_type: 'search_document',
      texts: ['a', 'b'],
      embedding_types: ['float'],
      output_dimension: 512,
    });
    expect(sent(embeddings, COHERE_3, { input: 'a', input_type: 'search_query' }).body).toMatchObject({ input_type: 'search_query', texts: ['a'] });
    expect(() => sent(embeddings, COHERE_3, { input: 'a', dimensions: 512 })).toThrow(expect.objectContaining({ param: 'dimensions' }));
  });

  test("come back in OpenAI's form, with what they cost", () => {
    expect(told(embeddings, { embedding: [0.25, -1], inputTextTokenCount: 7 })).toEqual({
      answer: {
        object: 'list',
        data: [{ object: 'embedding', index: 0, embedding: [0.25, -1] }],
        model: 'my-model',
        usage: { prompt_tokens: 7, total_tokens: 7 },
      },
      usage: { ...ZERO_USAGE, input: 7 },
    });
    const counted = { 'x-amzn-bedrock-input-token-count': '9' };
    expect(told(embeddings, { embeddings: { float: [[1], [2]] } }, {}, counted)).toMatchObject({
      answer: { data: [{ index: 0 }, { index: 1, embedding: [2] }] },
      usage: { input: 9 },
    });
    expect(told(embeddings, { embeddings: [[1]] })).toMatchObject({ answer: { data: [{ embedding: [1] }] }, usage: null });
  });

  test('in base64 they are floats of four bytes', () => {
    const { answer } = told(embeddings, { embedding: [0.25, -1], inputTextTokenCount: 1 }, { encoding_format: 'base64' });
    const [{ embedding }] = answer['data'] as [{ embedding: string }];
    expect([...new Float32Array(Uint8Array.from(Buffer.from(embedding, 'base64')).buffer)]).toEqual([0.25, -1]);
  });

  test.each([{}, { embedding: 'x' }, { embeddings: [] }, { embeddings: [['x']] }, null, []])('%j is no answer', (answer) => {
    expect(() => told(embeddings, answer)).toThrow(expect.objectContaining({ code: 'provider_error' }));
  });
});

describe('rankings', () => {
  const { rerank } = operations;
  const request = { query: 'q', documents: ['a', { text: 'b', id: 1 }], top_n: 1, return_documents: true };

  test('go in the form of the model', () => {
    expect(sent(rerank, RERANK, request)).toEqual({
      path: '/model/cohere.rerank-v3-5%3A0/invoke',
      body: { query: 'q', documents: ['a', 'b'], top_n: 1, api_version: 2 },
    });
    expect(sent(rerank, 'amazon-bedrock/amazon.rerank-v1:0', request).body).toEqual({ query: 'q', documents: ['a', 'b'], top_n: 1 });
  });

  test('come back with their documents where they were asked for', () => {
    const results = [{ index: 1, relevance_score: 0.9 }];
    expect(told(rerank, { results }, request)).toMatchObject({
      answer: { results: [{ index: 1, relevance_score: 0.9, document: { text: 'b' } }] },
      usage: null,
    });
    expect(told(rerank, { results }, { ...request, return_documents: false }).answer['results']).toEqual(results);
    expect(() => told(rerank, {}, request)).toThrow(expect.objectContaining({ code: 'provider_error' }));
  });
});
