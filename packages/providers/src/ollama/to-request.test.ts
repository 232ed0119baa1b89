import { describe, expect, test } from 'vitest';
import { endpointOf, requestOf } from '../testing/requests.ts';
import type { ProviderConnection } from '../types.ts';
import { ollamaAdapter, ollamaConversation } from './index.ts';

const ENDPOINT = endpointOf('gpt-4o');
const WEATHER = { type: 'function', function: { name: 'weather', parameters: { type: 'object', properties: { city: {} } } } };
const OPTIONS = { num_ctx: ENDPOINT.contextTokensMax, num_predict: ENDPOINT.outputTokensMax };

function sent(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return JSON.parse(requestOf(ollamaAdapter, fields, ENDPOINT).body.toString('utf8')) as Record<string, unknown>;
}

function headersWith(apiKey: string): string[] {
  const connection: ProviderConnection = { baseUrl: 'http://127.0.0.1:11434', apiKey };
  return ollamaConversation.toUpstreamRequest({ request: { model: 'm', messages: [] }, body: null, endpoint: ENDPOINT, connection }).headers;
}

describe('requests to Ollama', () => {
  test('ask for the whole context, for an end, and for no silent forgetting', () => {
    expect(requestOf(ollamaAdapter, {}, ENDPOINT).path).toBe('/api/chat');
    expect(sent({})).toEqual({
      model: ENDPOINT.upstreamModel,
      messages: [{ role: 'user', content: 'Hi' }],
      stream: false,
      truncate: false,
      shift: false,
      options: OPTIONS,
    });
    expect(sent({ stream: true })).toMatchObject({ stream: true });
  });

  test('show a key where there is one', () => {
    expect(headersWith('')).toEqual(['content-type', 'application/json']);
    expect(headersWith('k')).toEqual(['content-type', 'application/json', 'authorization', 'Bearer k']);
  });

  test('parameters are options, given ones too', () => {
    const asked = { max_tokens: 50, temperature: 0, top_p: 0.5, seed: 7, stop: 'END', options: { min_p: 0.1, num_ctx: 100 } };
    expect(sent(asked)['options']).toEqual({ num_ctx: 100, min_p: 0.1, temperature: 0, top_p: 0.5, seed: 7, stop: ['END'], num_predict: 50 });
  });

  test.each([
    ['n', { n: 2 }],
    ['logit_bias', { logit_bias: { 1: 2 } }],
    ['keep_alive', { keep_alive: -1 }],
    ['options.num_gpu', { options: { num_gpu: 9 } }],
    ['options.num_predict', { options: { num_predict: -1 } }],
    ['options.num_ctx', { options: { num_ctx: 10_000_000 } }],
    ['tool_choice', { tools: [WEATHER], tool_choice: 'required' }],
    ['parallel_tool_calls', { tools: [WEATHER], parallel_tool_calls: false }],
    ['tools[0].function.strict', { tools: [{ ...WEATHER, function: { ...WEATHER.function, strict: true } }] }],
    ['messages[0].content[0].image_url.url', { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://a.example/b.png' } }] }] }],
    ['messages[0].content[0].type', { messages: [{ role: 'user', content: [{ type: 'file', file: {} }] }] }],
  ])('%s is refused by name: %j', (param, fields) => {
    expect(() => sent(fields)).toThrow(expect.objectContaining({ code: 'unsupported_parameter', param }));
  });

  test('arguments that are no JSON are the client’s fault', () => {
    const call = (args: string): object => ({ role: 'assistant', tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: args } }] });
    for (const args of ['{', '[]', '5']) {
      expect(() => sent({ messages: [call(args)] })).toThrow(
        expect.objectContaining({ code: 'invalid_value', param: 'messages[0].tool_calls[0].function.arguments' }),
      );
    }
  });

  test('messages are texts, with pictures beside them and results under the names of their tools', () => {
    const messages = [
      {
        role: 'developer',
        content: [
          { type: 'text', text: 'Be' },
          { type: 'text', text: 'brief.' },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Look' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,aGk=' } },
        ],
      },
      {
        role: 'assistant',
        content: null,
        reasoning_content: 'Hm.',
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'weather', arguments: '{"n":9007199254740993123}' } }],
      },
      { role: 'tool', tool_call_id: 'c1', content: '21' },
    ];
    const { body } = requestOf(ollamaAdapter, { messages }, ENDPOINT);
    expect(body.toString()).toContain('"arguments":{"n":9007199254740993123}');
    expect((JSON.parse(body.toString()) as { messages: unknown[] }).messages).toEqual([
      { role: 'system', content: 'Be\nbrief.' },
      { role: 'user', content: 'Look', images: ['aGk='] },
      {
        role: 'assistant',
        content: '',
        thinking: 'Hm.',
        tool_calls: [{ id: 'c1', function: { name: 'weather', arguments: { n: expect.any(Number) as unknown } } }],
      },
      { role: 'tool', content: '21', tool_call_id: 'c1', tool_name: 'weather' },
    ]);
  });

  test('tools that must not be called are not told of', () => {
    expect(sent({ tools: [WEATHER], tool_choice: 'none' })).not.toHaveProperty('tools');
    expect(sent({ tools: [WEATHER], tool_choice: 'auto' })['tools']).toEqual([{ type: 'function', function: { description: '', ...WEATHER.function } }]);
  });

  test.each([
    [{ type: 'json_object' }, 'json'],
    [{ type: 'json_schema', json_schema: { schema: { type: 'object' } } }, { type: 'object' }],
    [{ type: 'text' }, undefined],
  ])('format %j', (responseFormat, expected) => {
    expect(sent({ response_format: responseFormat })['format']).toEqual(expected);
  });

  test.each([
    ['none', false],
    ['minimal', 'low'],
    ['xhigh', 'max'],
  ])('effort %s', (effort, expected) => {
    expect(sent({ reasoning_effort: effort })['think']).toBe(expected);
  });
});
