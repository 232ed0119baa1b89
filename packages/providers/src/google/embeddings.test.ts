import { ZERO_USAGE } from '@modelhub/core/token-usage';
import { describe, expect, test } from 'vitest';
import { googleVertex } from '../google-vertex/index.ts';
import { contextOf } from '../testing/captures.ts';
import { answeringEndpoint } from '../testing/requests.ts';
import type { Operation } from '../types.ts';
import { google } from './index.ts';

const GEMINI = answeringEndpoint('google/gemini-embedding-001');
const VERTEX = answeringEndpoint('google-vertex/gemini-embedding-001');
const { embeddings } = google.operations as { readonly embeddings: Operation };
const { embeddings: atVertex } = googleVertex.adapter.operations as { readonly embeddings: Operation };

function sent(operation: Operation, endpoint: typeof GEMINI, request: Readonly<Record<string, unknown>>): unknown {
  const connection = { baseUrl: 'http://127.0.0.1:1', apiKey: 'key', extra: { project: 'p' } };
  const { path, headers, body } = operation.toUpstreamRequest({ request: { model: 'm', ...request }, body: null, files: [], endpoint, connection });
  return { path, key: headers.slice(2), json: JSON.parse((body as Buffer).toString('utf8')) as unknown };
}

function told(operation: Operation, answer: unknown, request: Readonly<Record<string, unknown>> = {}): unknown {
  const context = { ...contextOf({ request }), endpoint: GEMINI };
  const { body, usage } = operation.fromResponse({ headers: {}, body: Buffer.from(JSON.stringify(answer)) }, context);
  return { answer: JSON.parse(body.toString('utf8')) as unknown, usage };
}

const listOf = (...vectors: readonly unknown[]): unknown => vectors.map((embedding, index) => ({ object: 'embedding', index, embedding }));

describe('embeddings of Gemini', () => {
  test('are asked for in one batch', () => {
    const one = (text: string): object => ({
      model: 'models/gemini-embedding-001',
      content: { parts: [{ text }] },
      outputDimensionality: 256,
      taskType: 'RETRIEVAL_QUERY',
    });
    expect(sent(embeddings, GEMINI, { input: ['a', 'b'], dimensions: 256, task_type: 'RETRIEVAL_QUERY', encoding_format: 'base64', user: 'u' })).toEqual({
      path: '/models/gemini-embedding-001:batchEmbedContents',
      key: ['x-goog-api-key', 'key'],
      json: { requests: [one('a'), one('b')] },
    });
  });

  test.each([
    ['input', { input: [1, 2] }],
    ['input', { input: Array.from({ length: 101 }, () => 'a') }],
    ['magic', { input: 'a', magic: 1 }],
  ])('%s that cannot be honoured is refused by name', (param, request) => {
    expect(() => sent(embeddings, GEMINI, request)).toThrow(expect.objectContaining({ code: 'unsupported_parameter', param }));
  });

  test("come back in OpenAI's form, with what they cost where Google says it", () => {
    const answer = { embeddings: [{ values: [0.5, -1] }, { values: [1, 0] }], usageMetadata: { promptTokenCount: 14 } };
    expect(told(embeddings, answer)).toEqual({
      answer: { object: 'list', data: listOf([0.5, -1], [1, 0]), model: 'my-model', usage: { prompt_tokens: 14, total_tokens: 14 } },
      usage: { ...ZERO_USAGE, input: 14 },
    });
    expect(told(embeddings, { embeddings: [{ values: [0.5, -1] }] }, { encoding_format: 'base64' })).toEqual({
      answer: { object: 'list', data: listOf('AAAAPwAAgL8='), model: 'my-model' },
      usage: null,
    });
  });

  test.each([[null], [{}], [{ embeddings: [] }], [{ embeddings: [{ values: ['x'] }] }], [{ embeddings: [null] }]])('%j is a provider error', (answer) => {
    expect(() => told(embeddings, answer)).toThrow(expect.objectContaining({ code: 'provider_error' }));
  });
});

describe('embeddings at Vertex AI', () => {
  const path = '/projects/p/locations/global/publishers/google/models';
  const named = (upstreamModel: string): typeof VERTEX => ({ ...VERTEX, upstreamModel });

  test('have the older form up to Gemini’s first, which takes one text', () => {
    expect(sent(atVertex, VERTEX, { input: 'a', dimensions: 64 })).toEqual({
      path: `${path}/gemini-embedding-001:predict`,
      key: ['authorization', 'Bearer key'],
      json: { instances: [{ content: 'a' }], parameters: { outputDimensionality: 64, autoTruncate: false } },
    });
    expect(sent(atVertex, named('text-embedding-005'), { input: ['a', 'b'], task_type: 'CLUSTERING' })).toMatchObject({
      json: {
        instances: [
          { content: 'a', task_type: 'CLUSTERING' },
          { content: 'b', task_type: 'CLUSTERING' },
        ],
      },
    });
    expect(() => sent(atVertex, VERTEX, { input: ['a', 'b'] })).toThrow(expect.objectContaining({ code: 'unsupported_parameter', param: 'input' }));
  });

  test('have the newer form since', () => {
    expect(sent(atVertex, named('gemini-embedding-2'), { input: 'a' })).toMatchObject({
      path: `${path}/gemini-embedding-2:embedContent`,
      json: { content: { parts: [{ text: 'a' }] }, embedContentConfig: { autoTruncate: false } },
    });
  });

  test('come back the same', () => {
    const newer = { embedding: { values: [1, 0] }, usageMetadata: { promptTokenCount: 11, totalTokenCount: 11 } };
    expect(told(atVertex, newer)).toMatchObject({ answer: { data: listOf([1, 0]) }, usage: { input: 11 } });
    const statistics = { token_count: 4, truncated: false };
    const older = { predictions: [{ embeddings: { values: [1, 0], statistics } }, { embeddings: { values: [0, 1], statistics } }] };
    expect(told(atVertex, older)).toMatchObject({ answer: { data: listOf([1, 0], [0, 1]) }, usage: { input: 8 } });
    expect(told(atVertex, { predictions: [{ embeddings: { values: [1] } }] })).toMatchObject({ usage: null });
    expect(() => told(atVertex, { predictions: [] })).toThrow(expect.objectContaining({ code: 'provider_error' }));
    expect(() => told(atVertex, {})).toThrow(expect.objectContaining({ code: 'provider_error' }));
  });
});
