import { describe, expect, test } from 'vitest';
import { endpointOf, requestOf } from '../../testing/requests.ts';
import { openai } from '../index.ts';

const CODEX = endpointOf('gpt-5-codex');
const WEATHER = { type: 'function', function: { name: 'weather', description: 'The weather.', parameters: { type: 'object' }, strict: true } };
const TIME = { type: 'function', function: { name: 'time' } };

function sent(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return JSON.parse(requestOf(openai, fields, CODEX).body.toString('utf8')) as Record<string, unknown>;
}

test.each([
  ['gpt-5-codex', true],
  ['gpt-5.1-codex-mini', true],
  ['gpt-5.2-pro', true],
  ['o1-pro', true],
  ['o3-deep-research', true],
  ['gpt-5', false],
  ['o1', false],
  ['gpt-4o', false],
])('%s is served by responses alone: %s', (model, expected) => {
  expect(openai.native.chat?.serves?.(endpointOf(model), { baseUrl: '', apiKey: '' })).toBe(!expected);
});

test.each([
  ['a model that thinks', 'gpt-5', {}, '/responses'],
  ['what only chat completions can do', 'gpt-5', { seed: 7 }, '/chat/completions'],
  ['a model that does not think', 'gpt-4o', {}, '/chat/completions'],
  ['a model that has nothing else', 'o1-pro', {}, '/responses'],
])('%s, spoken to in another dialect, is asked at the right place', (_what, model, fields, path) => {
  expect(requestOf(openai, fields, endpointOf(model)).path).toBe(path);
});

describe('chat completions as responses', () => {
  test('nothing is kept, and thoughts travel encrypted', () => {
    const { path, headers, body } = requestOf(openai, {}, CODEX);
    expect(path).toBe('/responses');
    expect(headers).toEqual(['content-type', 'application/json', 'authorization', 'Bearer sk-upstream-0123456789']);
    expect(JSON.parse(body.toString())).toEqual({
      model: 'gpt-5-codex',
      input: [{ type: 'message', role: 'user', content: 'Hi' }],
      store: false,
      include: ['reasoning.encrypted_content'],
    });
  });

  test('parameters go by their names there', () => {
    const schema = { name: 'book', schema: { type: 'object' }, strict: true };
    const asked = {
      max_completion_tokens: 50,
      reasoning_effort: 'xhigh',
      verbosity: 'low',
      logprobs: true,
      top_logprobs: 2,
      response_format: { type: 'json_schema', json_schema: schema },
      parallel_tool_calls: false,
      tools: [WEATHER, TIME],
      user: 'u',
      metadata: { a: 'b' },
      prompt_cache_key: 'k',
      service_tier: 'default',
      stream: true,
      stream_options: { include_usage: true },
    };
    expect(sent(asked)).toEqual({
      model: 'gpt-5-codex',
      input: [{ type: 'message', role: 'user', content: 'Hi' }],
      store: false,
      stream: true,
      max_output_tokens: 50,
      reasoning: { effort: 'xhigh' },
      text: { format: { type: 'json_schema', ...schema }, verbosity: 'low' },
      top_logprobs: 2,
      include: ['reasoning.encrypted_content', 'message.output_text.logprobs'],
      parallel_tool_calls: false,
      tools: [
        { type: 'function', name: 'weather', description: 'The weather.', parameters: { type: 'object' }, strict: true },
        { type: 'function', name: 'time', parameters: { type: 'object', properties: {} }, strict: false },
      ],
      user: 'u',
      metadata: { a: 'b' },
      prompt_cache_key: 'k',
      service_tier: 'default',
    });
  });

  test.each([
    ['auto', undefined],
    ['none', 'none'],
    ['required', 'required'],
    [
      { type: 'function', function: { name: 'time' } },
      { type: 'function', name: 'time' },
    ],
  ])('tool_choice %j', (choice, expected) => {
    expect(sent({ tools: [WEATHER, TIME], tool_choice: choice })['tool_choice']).toEqual(expected);
  });

  test.each([
    ['n', { n: 2 }],
    ['stop', { stop: 'x' }],
    ['seed', { seed: 1 }],
    ['logit_bias', { logit_bias: { 1: 2 } }],
    ['presence_penalty', { presence_penalty: 1 }],
    ['store', { store: true }],
    ['service_tier', { service_tier: 'ultrafast' }],
    ['web_search_options', { web_search_options: {} }],
    ['reasoning.max_tokens', { reasoning: { max_tokens: 100 } }],
    ['messages[0].content[0].type', { messages: [{ role: 'user', content: [{ type: 'input_audio', input_audio: {} }] }] }],
    ['messages[0].content[0].file.file_id', { messages: [{ role: 'user', content: [{ type: 'file', file: { file_id: 'file-1' } }] }] }],
  ])('%s is refused by name: %j', (param, fields) => {
    expect(() => sent(fields)).toThrow(expect.objectContaining({ code: 'unsupported_parameter', param }));
  });

  test('what asks for nothing is let through', () => {
    expect(sent({ n: 1, presence_penalty: 0, store: false, stop: [], reasoning: { effort: 'low', summary: 'auto' } })).toMatchObject({
      reasoning: { effort: 'low', summary: 'auto' },
    });
  });

  test('a turn is as many items as it has thoughts, texts and calls', () => {
    const details = [
      { type: 'reasoning.text', text: 'Hm.\n\nYes.', index: 0 },
      { type: 'reasoning.encrypted', data: 'gAAA', id: 'rs_1', format: 'openai-responses-v1', index: 1 },
      { type: 'reasoning.text', text: 'Foreign', signature: 's', format: 'anthropic-claude-v1', index: 2 },
      { type: 'reasoning.encrypted', data: 'foreign', format: 'google-gemini-v1', index: 3 },
    ];
    const messages = [
      { role: 'developer', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Look' },
          { type: 'image_url', image_url: { url: 'https://a.example/b.png', detail: 'high' } },
          { type: 'file', file: { file_data: 'data:application/pdf;base64,aGk=', filename: 'a.pdf' } },
          { type: 'file', file: { file_data: 'https://a.example/c.pdf' } },
        ],
      },
      {
        role: 'assistant',
        content: 'I look.',
        refusal: null,
        reasoning_details: details,
        tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{ "a": 9007199254740993123 }' } }],
      },
      { role: 'tool', tool_call_id: 'call_1', content: [{ type: 'text', text: '21' }] },
      { role: 'assistant', content: null, refusal: 'No.' },
    ];
    expect(sent({ messages })['input']).toEqual([
      { type: 'message', role: 'developer', content: 'Be brief.' },
      {
        type: 'message',
        role: 'user',
        content: [
          { type: 'input_text', text: 'Look' },
          { type: 'input_image', image_url: 'https://a.example/b.png', detail: 'high' },
          { type: 'input_file', file_data: 'data:application/pdf;base64,aGk=', filename: 'a.pdf' },
          { type: 'input_file', file_url: 'https://a.example/c.pdf' },
        ],
      },
      {
        type: 'reasoning',
        id: 'rs_1',
        summary: [
          { type: 'summary_text', text: 'Hm.' },
          { type: 'summary_text', text: 'Yes.' },
        ],
        encrypted_content: 'gAAA',
      },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'I look.' }] },
      { type: 'function_call', call_id: 'call_1', name: 'weather', arguments: '{ "a": 9007199254740993123 }' },
      { type: 'function_call_output', call_id: 'call_1', output: [{ type: 'input_text', text: '21' }] },
      { type: 'message', role: 'assistant', content: [{ type: 'refusal', refusal: 'No.' }] },
    ]);
  });
});
