import { describe, expect, test } from 'vitest';
import { endpointOf, requestOf } from '../testing/requests.ts';
import { cohereAdapter } from './index.ts';

const PLAIN = endpointOf('command-a-03-2025');
const THINKS = endpointOf('command-a-reasoning-08-2025');
const WEATHER = { type: 'function', function: { name: 'weather', description: 'The weather.', parameters: { type: 'object', properties: { city: {} } } } };
const TIME = { type: 'function', function: { name: 'time' } };
const SCHEMA = {
  type: 'object',
  properties: { minimum: { type: 'integer' } },
  required: ['minimum'],
  additionalProperties: false,
  $schema: 'https://json-schema.org/draft/2020-12/schema',
};

function sent(fields: Readonly<Record<string, unknown>>, endpoint = PLAIN): Record<string, unknown> {
  return JSON.parse(requestOf(cohereAdapter, fields, endpoint).body.toString('utf8')) as Record<string, unknown>;
}

describe('requests to Cohere', () => {
  test('go to its chat under its name of the model, as whom the key says', () => {
    const { path, headers, body } = requestOf(cohereAdapter, { stream: true }, PLAIN);
    expect(path).toBe('/v2/chat');
    expect(headers).toEqual(['content-type', 'application/json', 'authorization', 'Bearer sk-upstream-0123456789']);
    expect(JSON.parse(body.toString())).toEqual({ model: 'command-a-03-2025', messages: [{ role: 'user', content: 'Hi' }], stream: true });
  });

  test('parameters go by the names that Cohere knows', () => {
    const asked = { max_completion_tokens: 50, top_p: 0.5, top_k: 40, seed: 7, stop: 'END', temperature: 0, frequency_penalty: 0.5, logprobs: true };
    expect(sent({ ...asked, user: 'u', metadata: { a: 'b' }, n: 1, service_tier: 'auto', stream_options: { include_usage: true } })).toEqual({
      model: 'command-a-03-2025',
      messages: [{ role: 'user', content: 'Hi' }],
      max_tokens: 50,
      p: 0.5,
      k: 40,
      seed: 7,
      stop_sequences: ['END'],
      temperature: 0,
      frequency_penalty: 0.5,
      logprobs: true,
    });
    expect(sent({ top_p: 1 })).toMatchObject({ p: 0.99 });
    expect(sent({ max_tokens: 9_000_000 })).toMatchObject({ max_tokens: PLAIN.outputTokensMax });
  });

  test('what Cohere has of its own goes on as it is', () => {
    const own = { documents: [{ id: 'd', data: { text: 'x' } }], safety_mode: 'STRICT', citation_options: { mode: 'ACCURATE' } };
    expect(sent(own)).toMatchObject(own);
  });

  test.each([
    ['n', { n: 2 }],
    ['logit_bias', { logit_bias: { 1: 2 } }],
    ['top_logprobs', { logprobs: true, top_logprobs: 3 }],
    ['top_p', { top_p: 0.999 }],
    ['frequency_penalty', { frequency_penalty: -1 }],
    ['presence_penalty', { presence_penalty: 1.5 }],
    ['stop', { stop: ['1', '2', '3', '4', '5', '6'] }],
    ['service_tier', { service_tier: 'priority' }],
    ['parallel_tool_calls', { tools: [WEATHER], parallel_tool_calls: false }],
    ['reasoning_effort', { reasoning_effort: 'low' }],
    ['response_format', { response_format: { type: 'json_object' }, documents: [{ data: { text: 'x' } }] }],
    ['response_format', { response_format: { type: 'json_schema', json_schema: { schema: { type: 'array' } } } }],
    ['response_format', { response_format: { type: 'json_schema', json_schema: { strict: true, schema: { type: 'object', allOf: [] } } } }],
    ['tools[0].type', { tools: [{ type: 'custom', custom: { name: 'x' } }] }],
    ['messages[0].content[0].type', { messages: [{ role: 'user', content: [{ type: 'input_audio', input_audio: {} }] }] }],
    ['messages[0].content[0].type', { messages: [{ role: 'user', content: [{ type: 'file', file: {} }] }] }],
    ['messages[0].content[0].type', { messages: [{ role: 'tool', tool_call_id: 'c', content: [{ type: 'image_url', image_url: { url: 'https://a' } }] }] }],
  ])('%s is refused by name: %j', (param, fields) => {
    expect(() => sent(fields)).toThrow(expect.objectContaining({ code: 'unsupported_parameter', param }));
  });

  test('one call at a time goes without saying where one tool has to be called', () => {
    const choice = { type: 'function', function: { name: WEATHER.function.name } };
    for (const tool_choice of [choice, 'required']) {
      expect(sent({ tools: [WEATHER], tool_choice, parallel_tool_calls: false })).toMatchObject({ tool_choice: 'REQUIRED' });
    }
  });

  test.each([
    ['max_tokens', { max_tokens: 0 }],
    ['stop', { stop: [5] }],
    ['reasoning_effort', { reasoning_effort: 'enormous' }],
    ['tool_choice', { tool_choice: 'required' }],
    ['messages[0].role', { messages: [{ role: 'narrator', content: 'x' }] }],
    ['messages[0].content', { messages: [{ role: 'user', content: 5 }] }],
    ['messages[0].tool_call_id', { messages: [{ role: 'tool', content: 'x' }] }],
    ['tool_choice.function.name', { tools: [TIME], tool_choice: { type: 'function', function: { name: 'weather' } } }],
  ])('%s is wrong by name: %j', (param, fields) => {
    expect(() => sent(fields)).toThrow(expect.objectContaining({ code: 'invalid_value', param }));
  });
});

describe('messages to Cohere', () => {
  test('system and developer texts stand at the front', () => {
    const messages = [
      { role: 'system', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Look' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,aGk=', detail: 'low' } },
        ],
      },
      { role: 'developer', content: [{ type: 'text', text: 'Be kind.' }] },
    ];
    expect(sent({ messages })['messages']).toEqual([
      {
        role: 'system',
        content: [
          { type: 'text', text: 'Be brief.' },
          { type: 'text', text: 'Be kind.' },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Look' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,aGk=', detail: 'low' } },
        ],
      },
    ]);
  });

  test('calls go back with their plan, arguments byte for byte, and results with their calls', () => {
    const call = { id: 'c1', type: 'function', function: { name: 'weather', arguments: '{ "order": 9007199254740993123 }' } };
    const messages = [
      { role: 'user', content: 'Weather?' },
      { role: 'assistant', content: 'I will look.', tool_calls: [call] },
      {
        role: 'tool',
        tool_call_id: 'c1',
        content: [
          { type: 'text', text: '21' },
          { type: 'text', text: 'degrees' },
        ],
      },
    ];
    expect(sent({ messages })['messages']).toEqual([
      { role: 'user', content: 'Weather?' },
      { role: 'assistant', tool_plan: 'I will look.', tool_calls: [call] },
      {
        role: 'tool',
        tool_call_id: 'c1',
        content: [
          { type: 'text', text: '21' },
          { type: 'text', text: 'degrees' },
        ],
      },
    ]);
  });

  test('turns and parts in which nothing is said are left out', () => {
    const messages = [
      { role: 'assistant', content: '' },
      { role: 'assistant', content: null },
      {
        role: 'user',
        content: [
          { type: 'text', text: '' },
          { type: 'text', text: 'Hi' },
        ],
      },
    ];
    expect(sent({ messages })['messages']).toEqual([{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }]);
  });

  test('thinking goes back to models that think, and what another lab signed to none', () => {
    const said = (details: object): object[] => [{ role: 'assistant', content: 'Yes.', reasoning_content: 'Hm.', reasoning_details: [details] }];
    const plain = { type: 'reasoning.text', text: 'Hm.', index: 0 };
    expect(sent({ messages: said(plain) }, THINKS)['messages']).toEqual([
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'Hm.' },
          { type: 'text', text: 'Yes.' },
        ],
      },
    ]);
    expect(sent({ messages: said(plain) })['messages']).toEqual([{ role: 'assistant', content: 'Yes.' }]);
    expect(sent({ messages: said({ ...plain, signature: 's', format: 'anthropic-claude-v1' }) }, THINKS)['messages']).toEqual([
      { role: 'assistant', content: 'Yes.' },
    ]);
  });
});

describe('tools and structure for Cohere', () => {
  test.each([
    ['auto', undefined, ['weather', 'time']],
    ['none', 'NONE', ['weather', 'time']],
    ['required', 'REQUIRED', ['weather', 'time']],
    [{ type: 'function', function: { name: 'time' } }, 'REQUIRED', ['time']],
    [{ type: 'allowed_tools', allowed_tools: { mode: 'required', tools: [{ type: 'function', function: { name: 'weather' } }] } }, 'REQUIRED', ['weather']],
    [{ type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [{ type: 'function', function: { name: 'weather' } }] } }, undefined, ['weather']],
  ])('tool_choice %j', (choice, expected, names) => {
    const { tools, tool_choice: chosen } = sent({ tools: [WEATHER, TIME], tool_choice: choice }) as {
      tools: { function: { name: string } }[];
      tool_choice?: string;
    };
    expect({ chosen, names: tools.map((tool) => tool.function.name) }).toEqual({ chosen: expected, names });
  });

  test('a tool without parameters has an empty object of them, and one that is strict makes all of them so', () => {
    const strict = { ...WEATHER, function: { ...WEATHER.function, strict: true } };
    expect(sent({ tools: [TIME] })).not.toHaveProperty('strict_tools');
    expect(sent({ tools: [strict, TIME] })).toMatchObject({
      strict_tools: true,
      tools: [WEATHER, { type: 'function', function: { name: 'time', parameters: { type: 'object', properties: {} } } }],
    });
  });

  test('beside tools the answer is one more of them, and one has to be called', () => {
    const format = { type: 'json_schema', json_schema: { name: 'book', strict: true, schema: { type: 'object', properties: {} } } };
    const asked = sent({ response_format: format, tools: [WEATHER] });
    expect(asked).not.toHaveProperty('response_format');
    expect(asked).toMatchObject({
      tool_choice: 'REQUIRED',
      strict_tools: true,
      tools: [WEATHER, { function: { name: 'answer_as_book', parameters: { type: 'object', properties: {} } } }],
    });
    const none = sent({ response_format: format, tools: [WEATHER], tool_choice: 'none' });
    expect(none).toHaveProperty('response_format');
    expect(none).not.toHaveProperty('tools');
    const named = sent({ response_format: format, tools: [WEATHER], tool_choice: { type: 'function', function: { name: 'weather' } } });
    expect(named).not.toHaveProperty('response_format');
    expect(named['tools']).toEqual([WEATHER]);
  });

  test('a schema loses what goes without saying, and no property of that name', () => {
    const format = { type: 'json_schema', json_schema: { name: 'x', strict: true, schema: SCHEMA } };
    expect(sent({ response_format: format })['response_format']).toEqual({
      type: 'json_object',
      json_schema: { type: 'object', properties: { minimum: { type: 'integer' } }, required: ['minimum'] },
    });
    expect(sent({ response_format: { type: 'json_object' } })['response_format']).toEqual({ type: 'json_object' });
    expect(sent({ response_format: { type: 'text' } })).not.toHaveProperty('response_format');
  });

  test.each([
    ['none', { type: 'disabled' }],
    ['low', { type: 'enabled', token_budget: 2_048 }],
    ['xhigh', { type: 'enabled' }],
  ])('effort %s', (effort, expected) => {
    expect(sent({ reasoning_effort: effort }, THINKS)['thinking']).toEqual(expected);
    expect(sent({ reasoning_effort: 'high', max_tokens: 100 }, THINKS)['thinking']).toEqual({ type: 'enabled', token_budget: 99 });
    if (effort === 'none') expect(sent({ reasoning_effort: effort })).not.toHaveProperty('thinking');
  });
});
