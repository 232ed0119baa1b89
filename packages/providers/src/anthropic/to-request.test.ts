import { describe, expect, test } from 'vitest';
import { endpointOf, requestOf } from '../testing/requests.ts';
import { anthropic } from './index.ts';

type Fields = Readonly<Record<string, unknown>>;

const SONNET = 'claude-sonnet-4-5';
const body = (fields: Fields, model = SONNET): Record<string, unknown> =>
  JSON.parse(requestOf(anthropic, fields, endpointOf(model)).body.toString('utf8')) as Record<string, unknown>;
const messagesOf = (messages: readonly unknown[]): unknown => body({ messages })['messages'];
const refusal = (fields: Fields, model = SONNET): unknown => {
  try {
    body(fields, model);
  } catch (error) {
    return error;
  }
  return null;
};
const WEATHER = {
  type: 'function',
  function: { name: 'get_weather', description: 'Now', parameters: { type: 'object', properties: { city: { type: 'string' } } } },
};
const WEATHER_TOOL = { name: 'get_weather', description: 'Now', input_schema: WEATHER.function.parameters };

describe('request to Anthropic', () => {
  test('goes to the messages with our credential and the version', () => {
    expect(requestOf(anthropic, {}, endpointOf(SONNET))).toMatchObject({
      path: '/v1/messages',
      headers: ['content-type', 'application/json', 'x-api-key', 'sk-upstream-0123456789', 'anthropic-version', '2023-06-01'],
    });
    expect(body({})).toEqual({ model: SONNET, max_tokens: 64_000, messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] });
  });

  test('a picture that comes as a file is a picture', () => {
    const file = { filename: 'image-0.png', file_data: 'data:image/png;base64,iVBORw0=' };
    expect(messagesOf([{ role: 'user', content: [{ type: 'file', file }] }])).toEqual([
      { role: 'user', content: [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0=' } }] },
    ]);
  });

  test('our own fields and those that mean nothing there stay here; what is unknown goes on', () => {
    const sent = body({
      models: ['x'],
      provider: { order: [] },
      stream: true,
      stream_options: { include_usage: true },
      prompt_cache_key: 'k',
      n: 1,
      logprobs: false,
      presence_penalty: 0,
      store: false,
      seed: null,
      top_k: 5,
      cache_control: { type: 'ephemeral' },
    });
    expect(Object.keys(sent).toSorted()).toEqual(['cache_control', 'max_tokens', 'messages', 'model', 'stream', 'top_k']);
    expect(sent).toMatchObject({ stream: true, top_k: 5, cache_control: { type: 'ephemeral' } });
  });

  test.each([
    ['n', 2],
    ['logprobs', true],
    ['top_logprobs', 3],
    ['logit_bias', { 50256: -100 }],
    ['presence_penalty', 0.5],
    ['frequency_penalty', -1],
    ['seed', 0],
    ['prediction', { type: 'content', content: 'x' }],
    ['audio', { voice: 'alloy', format: 'wav' }],
    ['modalities', ['text', 'audio']],
    ['web_search_options', {}],
    ['functions', []],
    ['function_call', 'auto'],
    ['moderation', {}],
    ['store', true],
    ['verbosity', 'low'],
    ['speed', 'fast'],
    ['inference_geo', 'us'],
    ['fallbacks', 'default'],
    ['service_tier', 'flex'],
    ['tools[0].type', undefined, { tools: [{ type: 'custom', custom: { name: 'x' } }] }],
    ['tool_choice', undefined, { tools: [WEATHER], tool_choice: { type: 'custom', custom: { name: 'x' } } }],
    ['messages[0].content[0].type', undefined, { messages: [{ role: 'user', content: [{ type: 'input_audio', input_audio: {} }] }] }],
    ['messages[0].content[0].file.file_id', undefined, { messages: [{ role: 'user', content: [{ type: 'file', file: { file_id: 'f' } }] }] }],
    [
      'messages[0].content[0].image_url.url',
      undefined,
      { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/tiff;base64,AA==' } }] }] },
    ],
    ['messages[0].audio', undefined, { messages: [{ role: 'assistant', audio: { id: 'a' } }] }],
    ['messages[0].function_call', undefined, { messages: [{ role: 'assistant', content: null, function_call: { name: 'f', arguments: '{}' } }] }],
  ] as const)('%s that cannot be honoured is refused by name', (param, value, fields?: Fields) => {
    expect(refusal(fields ?? { [param]: value })).toMatchObject({ code: 'unsupported_parameter', param });
  });

  test.each([
    ['max_tokens', { max_tokens: 0 }],
    ['max_completion_tokens', { max_completion_tokens: '100' }],
    ['temperature', { temperature: 1.2 }],
    ['temperature', { temperature: 'hot' }],
    ['top_p', { top_p: -0.1 }],
    ['stop', { stop: 5 }],
    ['tools', { tools: {} }],
    ['tool_choice', { tool_choice: 'required' }],
    ['tool_choice.allowed_tools.tools', { tools: [WEATHER], tool_choice: { type: 'allowed_tools', allowed_tools: {} } }],
    ['reasoning_effort', { reasoning_effort: 'some' }],
    ['messages[0].role', { messages: [{ role: 'function', content: 'x' }] }],
    ['messages[0]', { messages: ['hello'] }],
    ['messages[0].content', { messages: [{ role: 'user', content: 5 }] }],
    ['messages[0].tool_call_id', { messages: [{ role: 'tool', content: 'x' }] }],
    [
      'messages[0].tool_calls[0].function.arguments',
      { messages: [{ role: 'assistant', tool_calls: [{ id: 'c', function: { name: 'f', arguments: '{"a":' } }] }] },
    ],
    [
      'messages[0].tool_calls[0].function.arguments',
      { messages: [{ role: 'assistant', tool_calls: [{ id: 'c', function: { name: 'f', arguments: '[1]' } }] }] },
    ],
    ['messages[0].tool_calls[0].id', { messages: [{ role: 'assistant', tool_calls: [{ function: { name: 'f', arguments: '{}' } }] }] }],
  ])('%s that is wrong is named: %j', (param, fields) => {
    expect(refusal(fields)).toMatchObject({ code: 'invalid_value', param });
  });

  test('limits, sampling, stop, user and tier', () => {
    expect(body({ max_tokens: 100 })['max_tokens']).toBe(100);
    expect(body({ max_completion_tokens: 200, max_tokens: 100 })['max_tokens']).toBe(200);
    expect(body({ max_tokens: 10_000_000 })['max_tokens']).toBe(64_000);
    expect(body({ temperature: 0, top_p: 0.5, stop: 'END' })).toMatchObject({ temperature: 0, top_p: 0.5, stop_sequences: ['END'] });
    expect(body({ stop: ['a', 'b'] })['stop_sequences']).toEqual(['a', 'b']);
    expect(body({ stop: [] })).not.toHaveProperty('stop_sequences');
    expect(body({ user: 'u-1', metadata: { tag: 'x' } })['metadata']).toEqual({ user_id: 'u-1' });
    expect(body({ safety_identifier: 's-1' })['metadata']).toEqual({ user_id: 's-1' });
    expect(body({ metadata: { user_id: 'm-1' } })['metadata']).toEqual({ user_id: 'm-1' });
    expect(body({ metadata: { tag: 'x' } })).not.toHaveProperty('metadata');
    expect(body({ service_tier: 'auto' })['service_tier']).toBe('auto');
    expect(body({ service_tier: 'default' })['service_tier']).toBe('standard_only');
  });

  test('a model with a fixed temperature takes the one it has', () => {
    expect(body({ temperature: 1, top_p: 1 }, 'claude-sonnet-5')).not.toHaveProperty('temperature');
    // Some clients always send both.
    expect(body({ temperature: 0.1, top_p: 1 })).not.toHaveProperty('top_p');
    expect(body({ top_p: 1 })).toHaveProperty('top_p', 1);
    expect(refusal({ temperature: 0.7 }, 'claude-sonnet-5')).toMatchObject({ code: 'unsupported_parameter', param: 'temperature' });
  });
});

describe('messages', () => {
  test('system and developer texts go to the front, cache marks with them', () => {
    const mark = { cache_control: { type: 'ephemeral', ttl: '1h' } };
    const sent = body({
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hi' },
        { role: 'developer', content: [{ type: 'text', text: 'Be kind.', ...mark }] },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Again', ...mark },
            { type: 'text', text: '' },
          ],
        },
      ],
    });
    expect(sent['system']).toEqual([
      { type: 'text', text: 'Be brief.' },
      { type: 'text', text: 'Be kind.', ...mark },
    ]);
    expect(sent['messages']).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Hi' },
          { type: 'text', text: 'Again', ...mark },
        ],
      },
    ]);
  });

  test('images and files, as data and by address', () => {
    const content = [
      { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0=', detail: 'high' }, cache_control: { type: 'ephemeral' } },
      { type: 'image_url', image_url: { url: 'https://example.com/a.jpg' } },
      { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBERi0=' } },
      { type: 'file', file: { file_data: `data:text/csv;charset=utf-8;base64,${Buffer.from('größe;1').toString('base64')}` } },
      { type: 'file', file: { file_data: 'https://example.com/a.pdf' } },
    ];
    expect(messagesOf([{ role: 'user', content }])).toEqual([
      {
        role: 'user',
        content: [
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0=' }, cache_control: { type: 'ephemeral' } },
          { type: 'image', source: { type: 'url', url: 'https://example.com/a.jpg' } },
          { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'JVBERi0=' }, title: 'a.pdf' },
          { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'größe;1' } },
          { type: 'document', source: { type: 'url', url: 'https://example.com/a.pdf' } },
        ],
      },
    ]);
  });

  test('tool calls and their results: one turn each, long numbers and ids of other labs intact', () => {
    const call = (id: string, args: string): unknown => ({ id, type: 'function', function: { name: 'get_weather', arguments: args } });
    const text = requestOf(
      anthropic,
      {
        messages: [
          { role: 'user', content: 'Both' },
          { role: 'assistant', content: null, tool_calls: [call('call_1', '{"order":9007199254740993123}'), call('functions.get:0', ''), call('call_3', ' ')] },
          { role: 'tool', tool_call_id: 'call_1', content: '21 C', cache_control: { type: 'ephemeral' } },
          { role: 'tool', tool_call_id: 'functions.get:0', content: [{ type: 'text', text: '22 C' }] },
          { role: 'tool', tool_call_id: 'call_3', content: '' },
          { role: 'user', content: 'And now?' },
        ],
      },
      endpointOf(SONNET),
    ).body.toString('utf8');
    expect(text).toContain('"input":{"order":9007199254740993123}');
    const [, assistant, user] = (JSON.parse(text) as { messages: unknown[] }).messages;
    expect(assistant).toMatchObject({
      role: 'assistant',
      content: [
        { type: 'tool_use', id: 'call_1' },
        { id: 'functions_get_0', input: {} },
        { id: 'call_3', input: {} },
      ],
    });
    expect(user).toEqual({
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: 'call_1', content: [{ type: 'text', text: '21 C' }], cache_control: { type: 'ephemeral' } },
        { type: 'tool_result', tool_use_id: 'functions_get_0', content: [{ type: 'text', text: '22 C' }] },
        { type: 'tool_result', tool_use_id: 'call_3', content: [] },
        { type: 'text', text: 'And now?' },
      ],
    });
  });
});

describe('tools', () => {
  test.each([
    [undefined, undefined],
    ['auto', { type: 'auto' }],
    ['none', { type: 'none' }],
    ['required', { type: 'any' }],
    [
      { type: 'function', function: { name: 'get_weather' } },
      { type: 'tool', name: 'get_weather' },
    ],
  ])('tool_choice %j', (choice, expected) => {
    const sent = body({ tools: [WEATHER], tool_choice: choice });
    expect(sent['tools']).toEqual([WEATHER_TOOL]);
    expect(sent['tool_choice']).toEqual(expected);
    const single = body({ tools: [WEATHER], tool_choice: choice, parallel_tool_calls: false })['tool_choice'];
    expect(single).toEqual(choice === 'none' ? expected : { ...(expected ?? { type: 'auto' }), disable_parallel_tool_use: true });
  });

  test('of tools that are not allowed the model is not told', () => {
    const other = { ...WEATHER, function: { ...WEATHER.function, name: 'other' } };
    const allowed = { mode: 'required', tools: [{ type: 'function', function: { name: WEATHER.function.name } }] };
    const sent = body({ tools: [WEATHER, other], tool_choice: { type: 'allowed_tools', allowed_tools: allowed } });
    expect(sent).toMatchObject({ tools: [{ name: WEATHER.function.name }], tool_choice: { type: 'any' } });
    expect(sent['tools']).toHaveLength(1);
  });

  test('a tool without parameters, with a cache mark, and strict where the model has that', () => {
    const tools = [{ type: 'function', function: { name: 'now', strict: true }, cache_control: { type: 'ephemeral' } }];
    expect(body({ tools })['tools']).toEqual([
      { name: 'now', input_schema: { type: 'object', properties: {} }, strict: true, cache_control: { type: 'ephemeral' } },
    ]);
    expect(refusal({ tools }, 'claude-opus-4-1')).toMatchObject({ code: 'unsupported_parameter', param: 'tools[0].function.strict' });
  });
});

describe('structured output', () => {
  const schema = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'], additionalProperties: false };
  const format = (strict: boolean): Fields => ({ response_format: { type: 'json_schema', json_schema: { name: 'my answer', strict, schema } } });

  test('is the model’s own where it has that and the schema is strict', () => {
    expect(body(format(true))).toMatchObject({ output_config: { format: { type: 'json_schema', schema } } });
    expect(body(format(true))).not.toHaveProperty('tools');
    expect(body({ ...format(true), output_config: { effort: 'low' } }, 'claude-opus-4-8')['output_config']).toEqual({
      effort: 'low',
      format: { type: 'json_schema', schema },
    });
  });

  test.each([
    [SONNET, false],
    ['claude-opus-4-1', true],
  ])('is a forced tool elsewhere: %s, strict %s', (model, strict) => {
    const sent = body(format(strict), model);
    expect(sent['tools']).toEqual([{ name: 'answer_as_my_answer', description: 'Gives the final answer to the user.', input_schema: schema }]);
    expect(sent['tool_choice']).toEqual({ type: 'tool', name: 'answer_as_my_answer', disable_parallel_tool_use: true });
  });

  test('leaves the client’s tools to be called, under names of their own', () => {
    const taken = { ...WEATHER, function: { ...WEATHER.function, name: 'answer_as_json' } };
    const sent = body({ response_format: { type: 'json_object' }, tools: [taken] });
    expect((sent['tools'] as { name: string }[]).map((tool) => tool.name)).toEqual(['answer_as_json', 'answer_as_json_']);
    expect(sent['tool_choice']).toEqual({ type: 'any', disable_parallel_tool_use: true });
    expect(body({ response_format: { type: 'json_object' }, tools: [taken], tool_choice: 'none' })['tool_choice']).toMatchObject({
      type: 'tool',
      name: 'answer_as_json_',
    });
  });

  test('plain text needs nothing', () => {
    expect(body({ response_format: { type: 'text' } })).toEqual(body({}));
  });
});

describe('reasoning effort', () => {
  test.each([
    ['claude-opus-4-5', 'low', { thinking: { type: 'enabled', budget_tokens: 2_048 } }],
    ['claude-haiku-4-5', 'max', { thinking: { type: 'enabled', budget_tokens: 63_999 } }],
    ['claude-opus-4-6', 'minimal', { thinking: { type: 'adaptive', display: 'summarized' }, output_config: { effort: 'low' } }],
    ['claude-sonnet-5', 'xhigh', { thinking: { type: 'adaptive', display: 'summarized' }, output_config: { effort: 'xhigh' } }],
    ['claude-sonnet-5', 'none', { thinking: { type: 'disabled' } }],
    ['claude-opus-4-5', 'none', {}],
  ])('%s, %s', (model, effort, expected) => {
    const { model: _model, max_tokens: _limit, messages: _messages, ...rest } = body({ reasoning_effort: effort }, model);
    expect(rest).toEqual(expected);
  });

  test('stays below the limit', () => {
    expect(body({ reasoning_effort: 'high', max_tokens: 4_000 }, 'claude-opus-4-5')['thinking']).toEqual({ type: 'enabled', budget_tokens: 3_999 });
    expect(refusal({ reasoning_effort: 'high', max_tokens: 1_024 }, 'claude-opus-4-5')).toMatchObject({ code: 'invalid_value', param: 'max_tokens' });
  });

  test.each([
    ['claude-3-5-sonnet', { reasoning_effort: 'low' }, 'reasoning_effort'],
    ['claude-fable-5', { reasoning_effort: 'none' }, 'reasoning_effort'],
    ['claude-opus-4-6', { reasoning_effort: 'xhigh' }, 'reasoning_effort'],
    ['claude-opus-4-5', { reasoning_effort: 'low', temperature: 0.5 }, 'temperature'],
    ['claude-opus-4-5', { reasoning_effort: 'low', top_p: 0.5 }, 'top_p'],
    ['claude-opus-4-5', { reasoning_effort: 'low', tools: [WEATHER], tool_choice: 'required' }, 'reasoning_effort'],
    ['claude-opus-4-5', { reasoning_effort: 'low', response_format: { type: 'json_object' } }, 'reasoning_effort'],
  ])('%s refuses %j', (model, fields, param) => {
    expect(refusal(fields, model)).toMatchObject({ code: 'unsupported_parameter', param });
  });

  test('a forced tool leaves the effort and takes the thinking, where the model allows both', () => {
    const sent = body({ reasoning_effort: 'high', tools: [WEATHER], tool_choice: 'required' }, 'claude-opus-4-8');
    expect(sent).not.toHaveProperty('thinking');
    expect(sent['output_config']).toEqual({ effort: 'high' });
  });

  describe('in a tool loop', () => {
    const CALL = { id: 'a', type: 'function', function: { name: 'get_weather', arguments: '{}' } };
    const loop = (assistant: Fields, ...after: readonly Fields[]): Fields => ({
      messages: [{ role: 'user', content: 'Go' }, { role: 'assistant', ...assistant }, { role: 'tool', tool_call_id: 'a', content: 'sunny' }, ...after],
      reasoning_effort: 'low',
      tools: [WEATHER],
    });
    const SIGNED = { type: 'reasoning.text', text: 'Hm', signature: 'sig', format: 'anthropic-claude-v1' };

    test('whose thoughts did not come back, the rest is answered without thinking within a budget', () => {
      for (const assistant of [{ tool_calls: [CALL] }, { content: 'I will look.', tool_calls: [CALL], reasoning_details: [] }]) {
        expect(body(loop(assistant))).not.toHaveProperty('thinking');
      }
      expect(body(loop({ tool_calls: [CALL], reasoning_details: [{ ...SIGNED, format: 'google-gemini-v1' }] }))).not.toHaveProperty('thinking');
    });

    test('whose thoughts came back, or which is over, thinking goes on', () => {
      const thinking = { type: 'enabled', budget_tokens: 2_048 };
      const encrypted = { type: 'reasoning.encrypted', data: 'x', format: 'anthropic-claude-v1' };
      expect(body(loop({ tool_calls: [CALL], reasoning_details: [SIGNED] }))['thinking']).toEqual(thinking);
      expect(body(loop({ tool_calls: [CALL], reasoning_details: [encrypted] }))['thinking']).toEqual(thinking);
      expect(body(loop({ tool_calls: [CALL] }, { role: 'assistant', content: 'Sunny.' }, { role: 'user', content: 'Sure?' }))['thinking']).toEqual(thinking);
    });

    test('models that think adaptively do not mind', () => {
      expect(body(loop({ tool_calls: [CALL] }), 'claude-opus-4-8')['thinking']).toEqual({ type: 'adaptive', display: 'summarized' });
    });
  });
});
