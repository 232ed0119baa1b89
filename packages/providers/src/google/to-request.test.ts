import { describe, expect, test } from 'vitest';
import type { Endpoint } from '@modelhub/catalog/types';
import { answeringEndpoint, requestOf } from '../testing/requests.ts';
import { google } from './index.ts';
import { FOREIGN_CALL } from './signatures.ts';

type Fields = Readonly<Record<string, unknown>>;

const SECOND = 'gemini-2.5-flash';
const THIRD = 'gemini-3-pro-preview';
const endpointAt = (name: string): Endpoint => answeringEndpoint(`google/${name}`);
const body = (fields: Fields, model = SECOND): Record<string, unknown> =>
  JSON.parse(requestOf(google, fields, endpointAt(model)).body.toString('utf8')) as Record<string, unknown>;
const configOf = (fields: Fields, model = SECOND): unknown => body(fields, model)['generationConfig'];
const contentsOf = (messages: readonly unknown[], model = SECOND): unknown => body({ messages }, model)['contents'];
const refusal = (fields: Fields, model = SECOND): unknown => {
  try {
    body(fields, model);
  } catch (error) {
    return error;
  }
  return null;
};
const tool = (name: string, more: Fields = {}): Fields => ({
  type: 'function',
  function: { name, description: 'Now', parameters: { type: 'object', properties: { city: { type: 'string' } } }, ...more },
});
const declared = (name: string): Fields => ({ name, description: 'Now', parametersJsonSchema: { type: 'object', properties: { city: { type: 'string' } } } });
const call = (id: string, name: string, args = '{}'): Fields => ({ id, type: 'function', function: { name, arguments: args } });
const signed = (id: string, data = 'SIG'): Fields => ({ type: 'reasoning.encrypted', data, id, format: 'google-gemini-v1' });

describe('request to Gemini', () => {
  test('names the model in the path and asks for events where it streams', () => {
    const sent = requestOf(google, {}, endpointAt(SECOND));
    expect(sent).toMatchObject({
      path: '/models/gemini-2.5-flash:generateContent',
      headers: ['content-type', 'application/json', 'x-goog-api-key', 'sk-upstream-0123456789'],
    });
    expect(JSON.parse(sent.body.toString())).toEqual({ contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] });
    expect(requestOf(google, { stream: true }, endpointAt(SECOND)).path).toBe('/models/gemini-2.5-flash:streamGenerateContent?alt=sse');
  });

  test('our own fields and those that mean nothing there stay here; what is Gemini’s goes on', () => {
    const own = { safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }], cached_content: 'cachedContents/a' };
    const sent = body({
      models: ['x'],
      provider: { order: [] },
      stream_options: { include_usage: true },
      prompt_cache_key: 'k',
      cache_control: { type: 'ephemeral' },
      user: 'u',
      metadata: { a: 'b' },
      n: 1,
      logprobs: false,
      presence_penalty: 0,
      store: false,
      verbosity: 'medium',
      logit_bias: {},
      seed: null,
      service_tier: 'auto',
      ...own,
    });
    expect(sent).toEqual({ contents: [{ role: 'user', parts: [{ text: 'Hi' }] }], ...own });
  });

  test('Google’s own form for clients of OpenAI', () => {
    const extra = { google: { thinking_config: { thinking_budget: 5 }, cached_content: 'cachedContents/a', safety_settings: [] } };
    expect(body({ extra_body: extra })).toMatchObject({
      cached_content: 'cachedContents/a',
      safety_settings: [],
      generationConfig: { thinkingConfig: { thinking_budget: 5 } },
    });
    expect(refusal({ extra_body: { google: { magic: 1 } } })).toMatchObject({ code: 'unsupported_parameter', param: 'extra_body.google.magic' });
    expect(refusal({ extra_body: { other: 1 } })).toMatchObject({ code: 'unsupported_parameter', param: 'extra_body.other' });
  });

  test.each([
    ['logit_bias', { 50256: -100 }],
    ['prediction', { type: 'content', content: 'x' }],
    ['audio', { voice: 'alloy', format: 'wav' }],
    ['modalities', ['text', 'audio']],
    ['image_config.seed', undefined, { image_config: { seed: 1 } }],
    ['web_search_options', {}],
    ['functions', []],
    ['function_call', 'auto'],
    ['moderation', {}],
    ['store', true],
    ['verbosity', 'low'],
    ['service_tier', 'flex'],
    ['n', 9],
    ['seed', 2 ** 40],
    ['stop', ['a', 'b', 'c', 'd', 'e', 'f']],
    ['a_field_of_next_year', 1],
    ['parallel_tool_calls', undefined, { tools: [tool('f')], parallel_tool_calls: false }],
    ['tools[0].type', undefined, { tools: [{ type: 'custom', custom: { name: 'x' } }] }],
    ['tools[0].type', undefined, { tools: [{ googleSearch: {} }] }],
    ['tools[0].function.name', undefined, { tools: [tool('1st')] }],
    ['tools[0].function.parameters.properties.city.pattern', undefined, { tools: [tool('f', strictPattern())] }],
    ['tool_choice', undefined, { tools: [tool('f')], tool_choice: { type: 'custom', custom: { name: 'f' } } }],
    ['messages[0].content[0].type', undefined, { messages: [{ role: 'user', content: [{ type: 'input_smell' }] }] }],
    ['messages[0].content[0].file.file_id', undefined, { messages: [{ role: 'user', content: [{ type: 'file', file: { file_id: 'f' } }] }] }],
    ['messages[0].content[0].image_url.url', undefined, { messages: [{ role: 'user', content: [picture('data:image/gif;base64,AA==')] }] }],
    ['messages[0].content[0].file.file_data', undefined, { messages: [{ role: 'user', content: [file('data:application/zip;base64,AA==')] }] }],
    ['messages[0].content[0].input_audio.format', undefined, { messages: [{ role: 'user', content: [sound('pcm16')] }] }],
    ['messages[0].content[0].type', undefined, { messages: [{ role: 'system', content: [picture('https://a.example/a.png')] }] }],
    ['messages[0].audio', undefined, { messages: [{ role: 'assistant', audio: { id: 'a' } }] }],
    ['messages[0].function_call', undefined, { messages: [{ role: 'assistant', content: null, function_call: { name: 'f', arguments: '{}' } }] }],
  ] as const)('%s that cannot be honoured is refused by name', (param, value, fields?: Fields) => {
    expect(refusal(fields ?? { [param]: value })).toMatchObject({ code: 'unsupported_parameter', param });
  });

  test.each([
    ['max_tokens', { max_tokens: 0 }],
    ['max_completion_tokens', { max_completion_tokens: '100' }],
    ['temperature', { temperature: 2.1 }],
    ['top_p', { top_p: 'x' }],
    ['presence_penalty', { presence_penalty: 3 }],
    ['seed', { seed: 1.5 }],
    ['stop', { stop: 5 }],
    ['top_logprobs', { top_logprobs: 3 }],
    ['top_logprobs', { logprobs: true, top_logprobs: 21 }],
    ['tools', { tools: {} }],
    ['tool_choice', { tool_choice: 'required' }],
    ['tool_choice', { tools: [tool('f')], tool_choice: { type: 'function', function: { name: 'g' } } }],
    ['reasoning_effort', { reasoning_effort: 'some' }],
    ['messages[0].role', { messages: [{ role: 'function', content: 'x' }] }],
    ['messages[0]', { messages: ['hello'] }],
    ['messages[0].content', { messages: [{ role: 'user', content: 5 }] }],
    ['messages[0].content[0].image_url.url', { messages: [{ role: 'user', content: [picture('gs://bucket/a.png')] }] }],
    ['messages[0].tool_call_id', { messages: [{ role: 'tool', content: 'x' }] }],
    ['messages[0].tool_call_id', { messages: [{ role: 'tool', content: 'x', tool_call_id: 'c' }] }],
    ['messages[0].tool_calls[0].function.arguments', { messages: [{ role: 'assistant', tool_calls: [call('c', 'f', '{"a":')] }] }],
    ['messages[0].tool_calls[0].function.arguments', { messages: [{ role: 'assistant', tool_calls: [call('c', 'f', '[1]')] }] }],
    ['messages[0].tool_calls[0].id', { messages: [{ role: 'assistant', tool_calls: [{ function: { name: 'f', arguments: '{}' } }] }] }],
  ])('%s that is wrong is named: %j', (param, fields) => {
    expect(refusal(fields)).toMatchObject({ code: 'invalid_value', param });
  });

  test('how the answer is written', () => {
    expect(
      configOf({ max_tokens: 100, temperature: 0, top_p: 0.5, top_k: 40, stop: 'END', n: 2, seed: 7, presence_penalty: 0.5, frequency_penalty: -1 }),
    ).toEqual({
      maxOutputTokens: 100,
      temperature: 0,
      topP: 0.5,
      topK: 40,
      stopSequences: ['END'],
      candidateCount: 2,
      seed: 7,
      presencePenalty: 0.5,
      frequencyPenalty: -1,
    });
    expect(configOf({ max_completion_tokens: 10_000_000, max_tokens: 5 })).toEqual({ maxOutputTokens: 65_536 });
    expect(configOf({ logprobs: true, top_logprobs: 3 })).toEqual({ responseLogprobs: true, logprobs: 3 });
    expect(configOf({ logprobs: true, top_logprobs: 0 })).toEqual({ responseLogprobs: true });
    expect(configOf({ modalities: ['image', 'text'], image_config: { aspect_ratio: '16:9', image_size: '2K' } })).toEqual({
      responseModalities: ['IMAGE', 'TEXT'],
      imageConfig: { aspectRatio: '16:9', imageSize: '2K' },
    });
    expect(configOf({ modalities: ['text'], stop: [] })).toBeUndefined();
  });

  test('a tier is asked for where it has a price', () => {
    const endpoint = endpointAt(SECOND);
    const priced = { ...endpoint, prices: endpoint.prices.map((price) => ({ ...price, serviceTier: 'priority' as const })) };
    for (const tier of ['priority', 'fast'])
      expect(JSON.parse(requestOf(google, { service_tier: tier }, priced).body.toString())).toMatchObject({ serviceTier: 'priority' });
    expect(body({ service_tier: 'default' })).not.toHaveProperty('serviceTier');
  });
});

describe('thinking', () => {
  test.each([
    [SECOND, 'none', { thinkingBudget: 0 }],
    [SECOND, 'minimal', { thinkingBudget: 1_024, includeThoughts: true }],
    [SECOND, 'medium', { thinkingBudget: 8_192, includeThoughts: true }],
    [SECOND, 'xhigh', { thinkingBudget: 24_576, includeThoughts: true }],
    ['gemini-2.5-pro', 'high', { thinkingBudget: 24_576, includeThoughts: true }],
    ['gemini-2.5-pro', 'xhigh', { thinkingBudget: 32_768, includeThoughts: true }],
    [THIRD, 'minimal', { thinkingLevel: 'low', includeThoughts: true }],
    [THIRD, 'medium', { thinkingLevel: 'high', includeThoughts: true }],
    ['gemini-3.1-pro-preview', 'medium', { thinkingLevel: 'medium', includeThoughts: true }],
    ['gemini-3-flash-preview', 'minimal', { thinkingLevel: 'minimal', includeThoughts: true }],
    ['gemini-flash-latest', 'minimal', { thinkingLevel: 'low', includeThoughts: true }],
    ['gemini-3-flash-preview', 'max', { thinkingLevel: 'high', includeThoughts: true }],
  ])('%s with effort %s', (model, effort, thinkingConfig) => {
    expect(configOf({ reasoning_effort: effort }, model)).toEqual({ thinkingConfig });
  });

  test('that cannot be stopped, or does not exist, is refused', () => {
    for (const model of ['gemini-2.5-pro', THIRD, 'gemini-3-flash-preview'])
      expect(refusal({ reasoning_effort: 'none' }, model)).toMatchObject({ code: 'unsupported_parameter', param: 'reasoning_effort' });
    expect(refusal({ reasoning_effort: 'low' }, 'gemini-2.0-flash')).toMatchObject({ code: 'unsupported_parameter', param: 'reasoning_effort' });
    expect(configOf({ reasoning_effort: 'none' }, 'gemini-2.0-flash')).toBeUndefined();
  });
});

describe('messages', () => {
  test('system and developer texts go to the front, neighbours of one role are joined', () => {
    const sent = body({
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hi' },
        { role: 'developer', content: [{ type: 'text', text: 'Be kind.', cache_control: { type: 'ephemeral' } }] },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Again' },
            { type: 'text', text: '' },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'text', text: 'No' },
            { type: 'refusal', refusal: '.' },
          ],
          refusal: '!',
        },
        { role: 'user', content: '' },
      ],
    });
    expect(sent).toEqual({
      systemInstruction: { parts: [{ text: 'Be brief.' }, { text: 'Be kind.' }] },
      contents: [
        { role: 'user', parts: [{ text: 'Hi' }, { text: 'Again' }] },
        { role: 'model', parts: [{ text: 'No.!' }] },
      ],
    });
  });

  test('instructions that stand alone are what the user says', () => {
    expect(body({ messages: [{ role: 'system', content: 'Say hi.' }] })).toEqual({ contents: [{ role: 'user', parts: [{ text: 'Say hi.' }] }] });
  });

  test('pictures, files, sound and films, as bytes and by address', () => {
    const content = [
      picture('data:image/png;base64,AA=='),
      picture('https://a.example/b.WEBP?x=1'),
      picture('https://a.example/b'),
      file('data:application/pdf;base64,BB=='),
      file('https://a.example/b.csv'),
      file('data:text/markdown;charset=utf-8;base64,CC=='),
      sound('mp3'),
      { type: 'video_url', video_url: { url: 'https://www.youtube.com/watch?v=x' } },
    ];
    expect(contentsOf([{ role: 'user', content }])).toEqual([
      {
        role: 'user',
        parts: [
          { inlineData: { mimeType: 'image/png', data: 'AA==' } },
          { fileData: { mimeType: 'image/webp', fileUri: 'https://a.example/b.WEBP?x=1' } },
          { fileData: { mimeType: 'image/jpeg', fileUri: 'https://a.example/b' } },
          { inlineData: { mimeType: 'application/pdf', data: 'BB==' } },
          { fileData: { mimeType: 'text/csv', fileUri: 'https://a.example/b.csv' } },
          { inlineData: { mimeType: 'text/markdown', data: 'CC==' } },
          { inlineData: { mimeType: 'audio/mp3', data: 'DD==' } },
          { fileData: { mimeType: 'video/mp4', fileUri: 'https://www.youtube.com/watch?v=x' } },
        ],
      },
    ]);
  });

  const LOOP = [
    { role: 'user', content: 'Weather?' },
    { role: 'assistant', content: 'Both.', tool_calls: [call('a', 'weather', '{"city":"Rome","id":9007199254740993123}'), call('b', 'time', '')] },
    {
      role: 'tool',
      tool_call_id: 'b',
      content: [
        { type: 'text', text: '12' },
        { type: 'text', text: ':00' },
      ],
    },
    { role: 'tool', tool_call_id: 'a', content: '{"celsius":21}', is_error: true },
    { role: 'user', content: 'Thanks' },
  ];

  test('results come in the order of their calls, apart from what the user says', () => {
    expect(contentsOf(LOOP)).toEqual([
      { role: 'user', parts: [{ text: 'Weather?' }] },
      {
        role: 'model',
        parts: [
          { text: 'Both.' },
          { functionCall: { id: 'a', name: 'weather', args: { city: 'Rome', id: expect.any(Number) as number } } },
          { functionCall: { id: 'b', name: 'time', args: {} } },
        ],
      },
      {
        role: 'user',
        parts: [
          { functionResponse: { id: 'a', name: 'weather', response: { error: '{"celsius":21}' } } },
          { functionResponse: { id: 'b', name: 'time', response: { output: '12:00' } } },
        ],
      },
      { role: 'user', parts: [{ text: 'Thanks' }] },
    ]);
    expect(requestOf(google, { messages: LOOP }, endpointAt(SECOND)).body.toString()).toContain('"id":9007199254740993123');
  });

  test('since Gemini 3 a call that Gemini did not sign says so', () => {
    expect(contentsOf(LOOP.slice(0, 4), THIRD)).toMatchObject([
      {},
      {
        parts: [{ text: 'Both.' }, { functionCall: { id: 'a', name: 'weather' }, thoughtSignature: FOREIGN_CALL }, { functionCall: { id: 'b', name: 'time' } }],
      },
      { parts: [{ functionResponse: { id: 'a' } }, { functionResponse: { id: 'b' } }] },
    ]);
  });

  test('pictures may be results since Gemini 3', () => {
    const messages = [LOOP[1], { role: 'tool', tool_call_id: 'a', content: [{ type: 'text', text: 'See' }, picture('data:image/png;base64,AA==')] }];
    expect(contentsOf(messages, THIRD)).toMatchObject([
      {},
      { parts: [{ functionResponse: { response: { output: 'See' }, parts: [{ inlineData: { mimeType: 'image/png', data: 'AA==' } }] } }] },
    ]);
    expect(refusal({ messages })).toMatchObject({ code: 'unsupported_parameter', param: 'messages[1].content' });
    for (const part of [sound('mp3'), picture('https://a.example/a.png')]) {
      const other = [LOOP[1], { role: 'tool', tool_call_id: 'a', content: [part] }];
      expect(refusal({ messages: other }, THIRD)).toMatchObject({ code: 'unsupported_parameter', param: 'messages[1].content' });
    }
  });

  test('signatures go back to the parts that they came with', () => {
    const details = [
      { type: 'reasoning.text', text: 'Hm', format: 'google-gemini-v1' },
      { type: 'reasoning.text', text: '.', signature: 'T', format: 'google-gemini-v1' },
      { type: 'reasoning.text', text: 'not signed' },
      { type: 'reasoning.text', text: 'Claude', signature: 'C', format: 'anthropic-claude-v1' },
      { type: 'reasoning.encrypted', data: 'OF-TEXT', format: 'google-gemini-v1' },
      { type: 'reasoning.encrypted', data: 'O', format: 'openai-responses-v1' },
      signed('b', 'OF-B'),
    ];
    const assistant = { role: 'assistant', content: 'Both.', reasoning_details: details, tool_calls: [call('a', 'f'), call('b', 'g')] };
    expect(contentsOf([{ role: 'user', content: 'x' }, assistant], THIRD)).toEqual([
      { role: 'user', parts: [{ text: 'x' }] },
      {
        role: 'model',
        parts: [
          { text: 'Hm.', thought: true, thoughtSignature: 'T' },
          { text: 'Both.', thoughtSignature: 'OF-TEXT' },
          { functionCall: { id: 'a', name: 'f', args: {} } },
          { functionCall: { id: 'b', name: 'g', args: {} }, thoughtSignature: 'OF-B' },
        ],
      },
    ]);
  });

  test('a signature whose call was lost goes to the first call; one without text stands alone', () => {
    const assistant = { role: 'assistant', content: null, reasoning_details: [signed('gone')], tool_calls: [call('a', 'f')] };
    expect(contentsOf([assistant])).toEqual([{ role: 'model', parts: [{ functionCall: { id: 'a', name: 'f', args: {} }, thoughtSignature: 'SIG' }] }]);
    expect(contentsOf([{ role: 'assistant', content: '', reasoning_details: [signed('gone')] }])).toEqual([
      { role: 'model', parts: [{ text: '', thoughtSignature: 'SIG' }] },
    ]);
  });

  test('pictures that the model made go back with their signatures', () => {
    const assistant = {
      role: 'assistant',
      content: 'Here:',
      images: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } }],
      reasoning_details: [signed('', 'ONE'), signed('', 'TWO')],
    };
    expect(contentsOf([assistant])).toEqual([
      {
        role: 'model',
        parts: [
          { text: 'Here:', thoughtSignature: 'ONE' },
          { inlineData: { mimeType: 'image/png', data: 'AA==' }, thoughtSignature: 'TWO' },
        ],
      },
    ]);
  });
});

describe('tools', () => {
  const tools = [tool('f'), tool('g')];
  const allowed = (mode: string): Fields => ({ type: 'allowed_tools', allowed_tools: { mode, tools: [{ type: 'function', function: { name: 'g' } }] } });
  const configOfTools = (fields: Fields): unknown => body({ tools, ...fields })['toolConfig'];

  test('are declared, those without parameters without a schema', () => {
    const none = { type: 'function', function: { name: 'now', parameters: { type: 'object', properties: {}, required: [], additionalProperties: false } } };
    expect(body({ tools: [tool('f'), none] })['tools']).toEqual([{ functionDeclarations: [declared('f'), { name: 'now' }] }]);
    expect(body({ tools: [] })).not.toHaveProperty('tools');
  });

  test.each([
    ['auto', undefined],
    ['none', { mode: 'NONE' }],
    ['required', { mode: 'ANY' }],
    [
      { type: 'function', function: { name: 'g' } },
      { mode: 'ANY', allowedFunctionNames: ['g'] },
    ],
    [allowed('required'), { mode: 'ANY', allowedFunctionNames: ['g'] }],
  ])('choice %j', (choice, functionCallingConfig) => {
    expect(configOfTools({ tool_choice: choice })).toEqual(functionCallingConfig === undefined ? undefined : { functionCallingConfig });
  });

  test('where only some are allowed and none is demanded, the others are not offered', () => {
    const sent = body({ tools, tool_choice: allowed('auto') });
    expect(sent['tools']).toEqual([{ functionDeclarations: [declared('g')] }]);
    expect(sent).not.toHaveProperty('toolConfig');
  });

  test('strict ones are validated', () => {
    expect(configOfTools({ tools: [tool('f', { strict: true })] })).toEqual({ functionCallingConfig: { mode: 'VALIDATED' } });
    expect(configOfTools({ tools: [tool('f', { strict: true })], tool_choice: 'required' })).toEqual({ functionCallingConfig: { mode: 'ANY' } });
  });

  test('one at a time is harmless where none may be called', () => {
    expect(refusal({ tools, tool_choice: 'none', parallel_tool_calls: false })).toBeNull();
    expect(refusal({ parallel_tool_calls: false })).toBeNull();
  });

  test('one at a time goes without saying where one tool has to be called', () => {
    expect(refusal({ tools, tool_choice: { type: 'function', function: { name: 'f' } }, parallel_tool_calls: false })).toBeNull();
    expect(refusal({ tools: [tool('f')], tool_choice: 'required', parallel_tool_calls: false })).toBeNull();
    expect(refusal({ tools: [tool('f'), tool('g')], tool_choice: 'required', parallel_tool_calls: false })).toMatchObject({ param: 'parallel_tool_calls' });
  });
});

describe('structured output', () => {
  const schema = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'], additionalProperties: false };
  const format = { type: 'json_schema', json_schema: { name: 'thing', schema, strict: true } };

  test('is Gemini’s own', () => {
    expect(configOf({ response_format: format })).toEqual({ responseMimeType: 'application/json', responseJsonSchema: schema });
    expect(configOf({ response_format: { type: 'json_object' } })).toEqual({ responseMimeType: 'application/json' });
    expect(configOf({ response_format: { type: 'text' } })).toBeUndefined();
    expect(configOf({ response_format: format, tools: [tool('f')] }, THIRD)).toMatchObject({ responseJsonSchema: schema });
  });

  test('stands beside tools as one of them before Gemini 3', () => {
    const sent = body({ response_format: format, tools: [tool('f')] });
    expect(sent).not.toHaveProperty('generationConfig');
    expect(sent['tools']).toMatchObject([{ functionDeclarations: [{ name: 'f' }, { name: 'answer_as_thing', parametersJsonSchema: schema }] }]);
    expect(sent['toolConfig']).toEqual({ functionCallingConfig: { mode: 'ANY' } });
    expect(body({ response_format: format, tools: [tool('f')], tool_choice: 'none' })['toolConfig']).toEqual({
      functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['answer_as_thing'] },
    });
  });

  test('a strict schema that Gemini would keep to in part only is refused by name', () => {
    const strict = { ...format, json_schema: { ...format.json_schema, schema: { ...schema, properties: { a: { type: 'string', minLength: 3 } } } } };
    expect(refusal({ response_format: strict })).toMatchObject({
      code: 'unsupported_parameter',
      param: 'response_format.json_schema.schema.properties.a.minLength',
    });
  });
});

function picture(url: string): Fields {
  return { type: 'image_url', image_url: { url, detail: 'high' } };
}

function file(data: string): Fields {
  return { type: 'file', file: { filename: 'a.bin', file_data: data } };
}

function sound(format: string): Fields {
  return { type: 'input_audio', input_audio: { data: 'DD==', format } };
}

function strictPattern(): Fields {
  return { strict: true, parameters: { type: 'object', properties: { city: { type: 'string', pattern: '^x' } } } };
}
