import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, test, vi } from 'vitest';
import type { SurfaceId } from './surfaces.ts';
import { validateError, validateRequest, validateResponse, validateStreamEvent } from './validate.ts';

// The first use of a surface compiles its schemas, which takes a second on a quiet machine.
vi.setConfig({ testTimeout: 60_000 });

type Json = Record<string, unknown>;

const CAPTURES = new URL('../../providers/src/openai/__fixtures__/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, CAPTURES), 'utf8');
const names = readdirSync(CAPTURES);
const wholes = names.filter((name) => name.endsWith('.json') && !name.endsWith('.golden.json'));
/** Captures of the Responses API say so in their names. */
const surfaceOf = (name: string): SurfaceId => (name.startsWith('responses-') ? 'responses' : 'chat.completions');
const chunksOf = (name: string): unknown[] =>
  read(name)
    .split('\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => JSON.parse(line.slice('data: '.length)) as unknown);

const paths = (problems: readonly { readonly path: string }[]): string[] => problems.map(({ path }) => path);
const chat = (fields: Json): Json => ({ model: 'm', messages: [{ role: 'user', content: 'Hi' }], ...fields });

describe('captures of OpenAI’s dialect', () => {
  it.each(wholes)('%s is an answer', (name) => {
    expect(validateResponse(surfaceOf(name), JSON.parse(read(name)))).toEqual([]);
  });

  it.each(names.filter((name) => name.endsWith('.sse')))('%s is made of chunks', (name) => {
    const chunks = chunksOf(name);
    expect(chunks.length).toBeGreaterThan(1);
    expect(chunks.flatMap((chunk) => validateStreamEvent(surfaceOf(name), chunk))).toEqual([]);
  });

  it.each(['id', 'object', 'created', 'created_at', 'model', 'choices', 'output'])('without %s, they are broken, and it says so', (field) => {
    const having = wholes.filter((name) => Object.hasOwn(JSON.parse(read(name)) as Json, field));
    expect(having.length).toBeGreaterThan(0);
    for (const name of having) {
      const { [field]: _, ...rest } = JSON.parse(read(name)) as Json;
      expect(validateResponse(surfaceOf(name), rest)).toEqual([{ path: field, message: 'is missing' }]);
    }
  });
});

describe('requests', () => {
  test.each<[string, Json, string]>([
    ['a text that is a number', chat({ messages: [{ role: 'user', content: [{ type: 'text', text: 3 }] }] }), 'messages[0].content[0].text'],
    ['a role that is none', chat({ messages: [{ role: 'usr', content: 'Hi' }] }), 'messages[0].role'],
    ['a function without a name', chat({ tools: [{ type: 'function', function: {} }] }), 'tools[0].function.name'],
    ['a kind of tool that is none', chat({ tools: [{ type: 'rocket' }] }), 'tools[0].type'],
    ['a schema without a name', chat({ response_format: { type: 'json_schema', json_schema: { schema: {} } } }), 'response_format.json_schema.name'],
    ['a sort that is none', chat({ provider: { sort: 'beauty' } }), 'provider.sort'],
    ['a fallback that is no name', chat({ models: [1] }), 'models[0]'],
  ])('%s is named', (_name, request, path) => {
    expect(paths(validateRequest('chat.completions', request))).toEqual([path]);
  });

  test('of responses: the item that was meant is the one that is talked of', () => {
    const input = [
      { role: 'user', content: [{ type: 'input_text', txt: 'Hi' }] },
      { type: 'function_call_output', call_id: 'call_1' },
    ];
    expect(paths(validateRequest('responses', { model: 'm', input }))).toEqual(expect.arrayContaining(['input[0].content[0].text', 'input[1].output']));
    expect(validateRequest('responses', { model: 'm', input: [{ role: 'user', content: [{ type: 'input_text', text: 'Hi' }] }] })).toEqual([]);
  });

  test('of messages', () => {
    const block = (fields: Json): Json => ({ model: 'm', max_tokens: 9, messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi', ...fields }] }] });
    expect(validateRequest('messages', block({ cache_control: { type: 'ephemeral', ttl: '1h' } }))).toEqual([]);
    expect(paths(validateRequest('messages', block({ cache_control: { type: 'ephemeral', ttl: '2h' } })))).toEqual([
      'messages[0].content[0].cache_control.ttl',
    ]);
    expect(paths(validateRequest('messages', { model: 'm', messages: [] }))).toEqual(expect.arrayContaining(['max_tokens', 'messages']));
  });

  test('of rankings and of transcripts, whose file may be anything', () => {
    expect(paths(validateRequest('rerank', { model: 'm', query: 'q', documents: ['a', { txt: 'b' }] }))).toEqual(['documents[1].text']);
    expect(validateRequest('audio.transcriptions', { model: 'm', file: Buffer.from('RIFF') })).toEqual([]);
    expect(paths(validateRequest('audio.transcriptions', { model: 'm' }))).toEqual(['file']);
  });

  test('fields that nobody has described are let through', () => {
    expect(validateRequest('chat.completions', chat({ top_k: 40 }))).toEqual([]);
  });
});

describe('streams', () => {
  const delta = { type: 'response.output_text.delta', item_id: 'msg_1', output_index: 0, content_index: 0, delta: 'Hi', sequence_number: 4, logprobs: [] };

  test('of responses', () => {
    expect(validateStreamEvent('responses', delta)).toEqual([]);
    const { sequence_number: _, ...rest } = delta;
    expect(paths(validateStreamEvent('responses', rest))).toEqual(['sequence_number']);
    expect(paths(validateStreamEvent('responses', { ...delta, type: 'response.output_text.dleta' }))).toEqual(['type']);
  });

  test('of messages', () => {
    expect(validateStreamEvent('messages', { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi' } })).toEqual([]);
    expect(paths(validateStreamEvent('messages', { type: 'content_block_delta', index: 0, delta: { type: 'text_delta' } }))).toEqual(['delta.text']);
  });
});

test('errors have the form of the surface’s dialect', () => {
  const error = { message: 'No.', type: 'invalid_request_error', param: null, code: 'invalid_value' };
  expect(validateError('responses', { error })).toEqual([]);
  expect(validateError('messages', { type: 'error', error })).toEqual([]);
  expect(paths(validateError('messages', { error }))).toEqual(['type']);
  expect(paths(validateError('embeddings', { error: { message: 'No.', type: 'x', code: null } }))).toEqual(['error.param']);
});

test('a surface without a body, an answer in JSON or a stream says so instead of accepting anything', () => {
  expect(() => validateRequest('models', {})).toThrow('models has no schema of a request body');
  expect(() => validateResponse('audio.speech', {})).toThrow('audio.speech has no schema of a JSON answer');
  expect(() => validateStreamEvent('embeddings', {})).toThrow('embeddings has no schema of a stream');
});
