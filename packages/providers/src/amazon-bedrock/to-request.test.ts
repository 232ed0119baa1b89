import { catalog } from '@modelhub/catalog/catalog';
import type { Endpoint } from '@modelhub/catalog/types';
import { describe, expect, test } from 'vitest';
import type { ChatRequest } from '../types.ts';
import { bedrockModel } from './families.ts';
import { amazonBedrock } from './index.ts';
import { converseBody, toBedrockRequest } from './to-request.ts';

const endpoint = (upstreamModel: string): Endpoint => {
  const found = catalog.findEndpoint(`amazon-bedrock/${upstreamModel}`);
  if (found === undefined) throw new Error(`${upstreamModel} is gone from the catalog`);
  return found;
};
const CLAUDE = endpoint('us.anthropic.claude-sonnet-4-5-20250929-v1:0');
const NEWER_CLAUDE = endpoint('us.anthropic.claude-opus-4-8');
const NOVA = endpoint('amazon.nova-pro-v1:0');
const NOVA_2 = endpoint('amazon.nova-2-lite-v1:0');
const LLAMA = endpoint('meta.llama3-1-8b-instruct-v1:0');
const GPT_OSS = endpoint('openai.gpt-oss-120b-1:0');
const QWEN = endpoint('qwen.qwen3-32b-v1:0');
const MISTRAL = endpoint('mistral.mistral-large-3-675b-instruct');
const GLM = endpoint('zai.glm-4.7');

const HI = { role: 'user', content: 'Hi' };
const requestOf = (fields: Readonly<Record<string, unknown>>): ChatRequest => ({ model: 'm', messages: [HI], ...fields });
const bodyOf = (fields: Readonly<Record<string, unknown>>, at: Endpoint = CLAUDE): Record<string, unknown> =>
  JSON.parse(JSON.stringify(converseBody(requestOf(fields), at))) as Record<string, unknown>;
const refused = (fields: Readonly<Record<string, unknown>>, at: Endpoint = CLAUDE): string | null => {
  try {
    converseBody(requestOf(fields), at);
  } catch (error) {
    const { code, param } = error as { code: string; param: string | null };
    return `${code} ${param}`;
  }
  return null;
};

const TOOL = {
  type: 'function',
  function: { name: 'get_weather', description: 'Weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } },
};
const SPEC = { toolSpec: { name: 'get_weather', description: 'Weather', inputSchema: { json: TOOL.function.parameters } } };
const PNG = 'data:image/png;base64,iVBORw0KGgo=';
const PDF = 'data:application/pdf;base64,JVBERi0=';

describe('address and credentials', () => {
  test('model ids are escaped in the path, and streams have an operation of their own', () => {
    const connection = { baseUrl: 'https://bedrock-runtime.us-east-1.amazonaws.com', apiKey: 'key' };
    const send = (stream: boolean): string => toBedrockRequest({ request: requestOf({ stream }), body: null, endpoint: CLAUDE, connection }).path;
    expect(send(false)).toBe('/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse');
    expect(send(true)).toBe('/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse-stream');
  });

  test.each([
    ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'us-east-1', true],
    ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'ca-central-1', true],
    ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'us-gov-west-1', false],
    ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'eu-west-1', false],
    ['eu.anthropic.claude-sonnet-4-5-20250929-v1:0', 'eu-west-1', true],
    ['jp.anthropic.claude-sonnet-4-5-20250929-v1:0', 'ap-northeast-1', true],
    ['jp.anthropic.claude-sonnet-4-5-20250929-v1:0', 'ap-southeast-2', false],
    ['au.anthropic.claude-sonnet-4-5-20250929-v1:0', 'ap-southeast-2', true],
    ['global.anthropic.claude-sonnet-4-5-20250929-v1:0', 'eu-west-1', true],
    ['anthropic.claude-sonnet-4-5-20250929-v1:0', 'eu-west-1', true],
  ])('%s from %s: %s', (model, region, isCalled) => {
    const profile = catalog.findEndpoint(`amazon-bedrock/${model}`);
    if (profile === undefined) throw new Error(`${model} is gone from the catalog`);
    const reaches = (baseUrl: string, extra: Record<string, string> = {}) => amazonBedrock.adapter.isReachable?.(profile, { baseUrl, apiKey: 'key', extra });
    expect(reaches('http://127.0.0.1:1', { region })).toBe(isCalled);
    expect(reaches(`https://bedrock-runtime.${region}.amazonaws.com`)).toBe(isCalled);
    expect(reaches('http://127.0.0.1:1')).toBe(true);
  });

  test('a model is known by its id, its profile and its ARN', () => {
    const arn = 'arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.claude-sonnet-4-5-20250929-v1:0';
    for (const id of ['anthropic.claude-sonnet-4-5-20250929-v1:0', 'global.anthropic.claude-sonnet-4-5-20250929-v1:0', arn]) {
      expect(bedrockModel(id)).toMatchObject({ lab: 'anthropic', name: 'claude-sonnet-4-5-20250929-v1:0', nativeSchema: true });
    }
    expect(bedrockModel('gpt-4o')).toMatchObject({ lab: '', forces: 'nothing', nativeSchema: false });
  });
});

describe('messages', () => {
  test('system and developer texts go to the front, neighbours are joined, empty texts left out', () => {
    const messages = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'One' },
      {
        role: 'user',
        content: [
          { type: 'text', text: '' },
          { type: 'text', text: 'Two' },
        ],
      },
      { role: 'developer', content: [{ type: 'text', text: 'And kind.' }] },
      { role: 'assistant', content: '', refusal: 'No.' },
      { role: 'user', content: 'Three' },
    ];
    expect(bodyOf({ messages })).toEqual({
      system: [{ text: 'Be brief.' }, { text: 'And kind.' }],
      messages: [
        { role: 'user', content: [{ text: 'One' }, { text: 'Two' }] },
        { role: 'assistant', content: [{ text: 'No.' }] },
        { role: 'user', content: [{ text: 'Three' }] },
      ],
    });
  });

  test('pictures, files, audio and videos', () => {
    const content = [
      { type: 'text', text: 'Look' },
      { type: 'image_url', image_url: { url: PNG, detail: 'low' } },
      { type: 'file', file: { filename: 'My report_v2.pdf', file_data: PDF } },
      { type: 'file', file: { filename: 'My report_v2.pdf', file_data: 'data:text/plain;charset=utf-8;base64,SGk=' } },
      { type: 'video_url', video_url: { url: 'data:video/mp4;base64,AAAA' } },
    ];
    expect(bodyOf({ messages: [{ role: 'user', content }] }, NOVA)['messages']).toEqual([
      {
        role: 'user',
        content: [
          { text: 'Look' },
          { image: { format: 'png', source: { bytes: 'iVBORw0KGgo=' } } },
          { document: { format: 'pdf', name: 'My report-v2', source: { bytes: 'JVBERi0=' } } },
          { document: { format: 'txt', name: 'My report-v2 2', source: { bytes: 'SGk=' } } },
          { video: { format: 'mp4', source: { bytes: 'AAAA' } } },
        ],
      },
    ]);
  });

  test('a file without a word goes with its name', () => {
    const content = [{ type: 'file', file: { filename: 'Annual report.pdf', file_data: PDF } }];
    expect(bodyOf({ messages: [{ role: 'user', content }] })['messages']).toEqual([
      { role: 'user', content: [{ document: { format: 'pdf', name: 'Annual report', source: { bytes: 'JVBERi0=' } } }, { text: 'Annual report' }] },
    ]);
  });

  test('sound and videos for models that take them', () => {
    const audio = { type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } };
    const heard = bodyOf({ messages: [{ role: 'user', content: [audio] }] }, endpoint('mistral.voxtral-mini-3b-2507'))['messages'];
    expect(heard).toEqual([{ role: 'user', content: [{ audio: { format: 'wav', source: { bytes: 'UklGRg==' } } }] }]);
    expect(refused({ messages: [{ role: 'user', content: [audio] }] })).toBe('unsupported_parameter messages[0].content[0].type');
    const raw = { type: 'input_audio', input_audio: { data: 'AA', format: 'pcm16' } };
    expect(refused({ messages: [{ role: 'user', content: [raw] }] }, endpoint('mistral.voxtral-mini-3b-2507'))).toBe(
      'unsupported_parameter messages[0].content[0].input_audio.format',
    );
    const video = { type: 'video_url', video_url: { url: 'data:video/mp4;base64,AAAA' } };
    expect(refused({ messages: [{ role: 'user', content: [video] }] })).toBe('unsupported_parameter messages[0].content[0].type');
  });

  test.each([
    [[{ type: 'image_url', image_url: { url: 'https://example.org/a.png' } }], 'unsupported_parameter messages[0].content[0].image_url.url'],
    [[{ type: 'image_url', image_url: { url: 's3://bucket/a.png' } }], 'unsupported_parameter messages[0].content[0].image_url.url'],
    [[{ type: 'image_url', image_url: { url: 'data:image/tiff;base64,AA' } }], 'unsupported_parameter messages[0].content[0].image_url.url'],
    [[{ type: 'image_url', image_url: { url: 'nonsense' } }], 'invalid_value messages[0].content[0].image_url.url'],
    [[{ type: 'file', file: { file_id: 'file-1' } }], 'unsupported_parameter messages[0].content[0].file.file_id'],
    [[{ type: 'file', file: { file_data: 'data:application/zip;base64,AA' } }], 'unsupported_parameter messages[0].content[0].file.file_data'],
    [[{ type: 'hologram' }], 'unsupported_parameter messages[0].content[0].type'],
  ])('%j is refused by name', (content, why) => {
    expect(refused({ messages: [{ role: 'user', content }] })).toBe(why);
  });

  test('calls and their results, with ids that Bedrock takes', () => {
    const id = 'call|a b|with ünicode';
    const messages = [
      HI,
      { role: 'assistant', content: null, tool_calls: [{ id, type: 'function', function: { name: 'get_weather', arguments: '{"n":9007199254740993}' } }] },
      {
        role: 'tool',
        tool_call_id: id,
        content: [
          { type: 'text', text: '20' },
          { type: 'image_url', image_url: { url: PNG } },
        ],
        is_error: true,
      },
      { role: 'tool', tool_call_id: 'functions.get_weather:0', content: 'ok' },
    ];
    const text = JSON.stringify(converseBody(requestOf({ messages, tools: [TOOL] }), CLAUDE));
    expect(text).toContain('"input":{"n":9007199254740993}');
    const [, assistant, user] = (JSON.parse(text) as { messages: { content: Record<string, Record<string, unknown>>[] }[] }).messages;
    const called = assistant?.content[0]?.['toolUse']?.['toolUseId'];
    expect(called).toMatch(/^[\w.:-]{1,64}$/);
    expect(user?.content).toEqual([
      { toolResult: { toolUseId: called, content: [{ text: '20' }, { image: { format: 'png', source: { bytes: 'iVBORw0KGgo=' } } }], status: 'error' } },
      { toolResult: { toolUseId: 'functions.get_weather:0', content: [{ text: 'ok' }] } },
    ]);
  });

  const turn = (extra: readonly unknown[]): readonly unknown[] => [
    HI,
    { role: 'assistant', tool_calls: [{ id: 'tooluse_a', type: 'function', function: { name: 'get_weather', arguments: '' } }] },
    { role: 'tool', tool_call_id: 'tooluse_a', content: 'ok' },
    ...extra,
  ];

  test('Mistral gets ids of nine letters, the same for call and result', () => {
    const { messages } = bodyOf({ messages: turn([]), tools: [TOOL] }, MISTRAL) as { messages: { content: Record<string, { toolUseId: string }>[] }[] };
    const id = messages[1]?.content[0]?.['toolUse']?.toolUseId;
    expect(id).toMatch(/^[a-z0-9]{9}$/);
    expect(messages[2]?.content[0]?.['toolResult']?.toolUseId).toBe(id);
  });

  test('what may stand next to the result of a tool depends on the model', () => {
    const messages = turn([{ role: 'user', content: 'And?' }]);
    expect(refused({ messages, tools: [TOOL] }, LLAMA)).toBe('unsupported_parameter messages[2]');
    expect(refused({ messages, tools: [TOOL] }, CLAUDE)).toBeNull();
    const withFile = turn([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'And?' },
          { type: 'file', file: { file_data: PDF } },
        ],
      },
    ]);
    expect(refused({ messages: withFile, tools: [TOOL] }, CLAUDE)).toBe('unsupported_parameter messages[2]');
    expect(refused({ messages: withFile, tools: [TOOL] }, NOVA)).toBeNull();
  });

  test('a result may hold what the model can see there', () => {
    const messages = [...turn([]).slice(0, 2), { role: 'tool', tool_call_id: 'tooluse_a', content: [{ type: 'image_url', image_url: { url: PNG } }] }];
    expect(refused({ messages, tools: [TOOL] }, QWEN)).toBe('unsupported_parameter messages[2].content');
    expect(refused({ messages, tools: [TOOL] }, NOVA)).toBeNull();
  });

  test('a conversation with calls and without tools', () => {
    const body = bodyOf({ messages: turn([]) }, CLAUDE);
    expect(body['toolConfig']).toEqual({ tools: [{ toolSpec: { name: 'get_weather', inputSchema: { json: { type: 'object', properties: {} } } } }] });
    expect(body['additionalModelRequestFields']).toEqual({ tool_choice: { type: 'none' } });
    expect(refused({ messages: turn([]) }, NOVA)).toBe('unsupported_parameter tool_choice');
  });
});

describe('cache points', () => {
  const mark = { type: 'ephemeral' };
  const messages = [
    { role: 'system', content: [{ type: 'text', text: 'Long', cache_control: { ...mark, ttl: '1h' } }] },
    {
      role: 'user',
      content: [
        { type: 'file', file: { file_data: PDF, filename: 'a' }, cache_control: mark },
        { type: 'text', text: 'What?' },
      ],
    },
  ];

  test('a block behind what is marked, and never directly behind a file', () => {
    const body = bodyOf({ messages, tools: [{ ...TOOL, cache_control: mark }] });
    expect(body['system']).toEqual([{ text: 'Long' }, { cachePoint: { type: 'default', ttl: '1h' } }]);
    expect((body['messages'] as { content: unknown[] }[])[0]?.content).toEqual([
      { document: { format: 'pdf', name: 'a', source: { bytes: 'JVBERi0=' } } },
      { text: 'What?' },
      { cachePoint: { type: 'default' } },
    ]);
    expect(body['toolConfig']).toEqual({ tools: [SPEC, { cachePoint: { type: 'default' } }] });
  });

  test('before a file that is the last, and once', () => {
    const content = [
      { type: 'text', text: 'What?', cache_control: mark },
      { type: 'text', text: 'Now' },
      { type: 'file', file: { file_data: PDF, filename: 'a' }, cache_control: mark },
    ];
    const [message] = bodyOf({ messages: [{ role: 'user', content }] })['messages'] as { content: Record<string, unknown>[] }[];
    expect(message?.content.map((block) => Object.keys(block)[0])).toEqual(['text', 'cachePoint', 'text', 'cachePoint', 'document']);
  });

  test('Nova has none at its tools, Llama none at all', () => {
    const fields = { messages, tools: [{ ...TOOL, cache_control: mark }] };
    expect(bodyOf(fields, NOVA)).toMatchObject({ toolConfig: { tools: [SPEC] } });
    expect(JSON.stringify(bodyOf(fields, NOVA))).toContain('cachePoint');
    expect(JSON.stringify(bodyOf(fields, LLAMA))).not.toContain('cachePoint');
  });
});

describe('tools', () => {
  test('are told with their schemas', () => {
    expect(bodyOf({ tools: [TOOL], tool_choice: 'auto' }, LLAMA)['toolConfig']).toEqual({ tools: [SPEC], toolChoice: { auto: {} } });
    expect(bodyOf({ tools: [{ type: 'function', function: { name: 'f', description: '' } }] })['toolConfig']).toEqual({
      tools: [{ toolSpec: { name: 'f', inputSchema: { json: { type: 'object', properties: {} } } } }],
    });
    expect(refused({ tools: [TOOL] }, endpoint('google.gemma-3-12b-it'))).toBe('unsupported_parameter tools');
  });

  test.each([
    ['required', NOVA, { any: {} }],
    [{ type: 'function', function: { name: 'get_weather' } }, NOVA, { tool: { name: 'get_weather' } }],
    [{ type: 'function', function: { name: 'get_weather' } }, MISTRAL, { any: {} }],
    [{ type: 'allowed_tools', allowed_tools: { mode: 'required', tools: [{ type: 'function', function: { name: 'get_weather' } }] } }, CLAUDE, { any: {} }],
  ])('tool_choice %j', (choice, at, toolChoice) => {
    expect(bodyOf({ tools: [TOOL], tool_choice: choice }, at)['toolConfig']).toEqual({ tools: [SPEC], toolChoice });
  });

  test('tools that are not allowed are not shown', () => {
    const other = { type: 'function', function: { name: 'other' } };
    const choice = { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [{ type: 'function', function: { name: 'get_weather' } }] } };
    expect(bodyOf({ tools: [other, TOOL], tool_choice: choice })['toolConfig']).toEqual({ tools: [SPEC], toolChoice: { auto: {} } });
  });

  test('a call is refused where it cannot be forced', () => {
    expect(refused({ tools: [TOOL], tool_choice: 'required' }, LLAMA)).toBe('unsupported_parameter tool_choice');
    expect(refused({ tools: [TOOL, TOOL], tool_choice: { type: 'function', function: { name: 'get_weather' } } }, MISTRAL)).toBe(
      'unsupported_parameter tool_choice',
    );
    expect(refused({ tool_choice: 'required' })).toBe('invalid_value tool_choice');
  });

  test('none leaves the tools out', () => {
    expect(bodyOf({ tools: [TOOL], tool_choice: 'none' }, LLAMA)).not.toHaveProperty('toolConfig');
  });

  test('one at a time is a field of Claude', () => {
    const fields = { tools: [TOOL], parallel_tool_calls: false };
    expect(bodyOf(fields)).toMatchObject({
      toolConfig: { tools: [SPEC] },
      additionalModelRequestFields: { tool_choice: { type: 'auto', disable_parallel_tool_use: true } },
    });
    expect(bodyOf({ ...fields, tool_choice: 'required' })['additionalModelRequestFields']).toEqual({
      tool_choice: { type: 'any', disable_parallel_tool_use: true },
    });
    expect(refused(fields, NOVA)).toBe('unsupported_parameter parallel_tool_calls');
    expect(refused({ parallel_tool_calls: false }, NOVA)).toBeNull();
    expect(refused({ ...fields, tool_choice: { type: 'function', function: { name: 'get_weather' } } }, NOVA)).toBeNull();
    expect(refused({ ...fields, tool_choice: 'required' }, NOVA)).toBeNull();
  });

  test('strict tools, where the model and the schema are of that kind', () => {
    const strict = (parameters: unknown): unknown => ({ tools: [{ type: 'function', function: { name: 'f', parameters, strict: true } }] });
    const closed = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'], additionalProperties: false };
    expect(bodyOf(strict(closed) as Record<string, unknown>)['toolConfig']).toMatchObject({ tools: [{ toolSpec: { strict: true } }] });
    expect(refused(strict(TOOL.function.parameters) as Record<string, unknown>)).toBe('unsupported_parameter tools[0].function.strict');
    expect(refused(strict(closed) as Record<string, unknown>, NEWER_CLAUDE)).toBe('unsupported_parameter tools[0].function.strict');
  });

  test('Nova gets schemas without references', () => {
    const tree = { $defs: { point: { type: 'object', properties: { x: { type: 'number' } } } } };
    const nova = (parameters: unknown): Record<string, unknown> => ({ tools: [{ type: 'function', function: { name: 'f', parameters } }] });
    const schema = {
      $schema: 'x',
      title: 'T',
      type: 'object',
      ...tree,
      properties: { from: { $ref: '#/$defs/point', description: 'Start' } },
      additionalProperties: false,
    };
    expect(bodyOf(nova(schema), NOVA)['toolConfig']).toEqual({
      tools: [
        {
          toolSpec: {
            name: 'f',
            inputSchema: { json: { type: 'object', properties: { from: { type: 'object', properties: { x: { type: 'number' } }, description: 'Start' } } } },
          },
        },
      ],
    });
    const endless = {
      $defs: { node: { type: 'object', properties: { next: { $ref: '#/$defs/node' } } } },
      type: 'object',
      properties: { a: { $ref: '#/$defs/node' } },
    };
    const awkward = { type: 'object', properties: { definitions: { enum: [{ $ref: 1 }] }, $defs: { type: 'string' }, $ref: { type: 'string' } } };
    expect(bodyOf(nova(awkward), NOVA)['toolConfig']).toMatchObject({ tools: [{ toolSpec: { inputSchema: { json: awkward } } }] });
    expect(refused(nova(endless), NOVA)).toBe('unsupported_parameter tools[0].function.parameters');
    expect(refused(nova({ type: 'object', properties: {}, anyOf: [] }), NOVA)).toBe('unsupported_parameter tools[0].function.parameters.anyOf');
    expect(refused(nova(endless), CLAUDE)).toBeNull();
  });
});

describe('structured output', () => {
  const schema = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'], additionalProperties: false };
  const format = (json: Readonly<Record<string, unknown>>): Record<string, unknown> => ({
    response_format: { type: 'json_schema', json_schema: { name: 'my answer', schema, ...json } },
  });
  const native = {
    textFormat: { type: 'json_schema', structure: { jsonSchema: { name: 'my_answer', schema: JSON.stringify(schema) } } },
  };

  test('by the model itself, where it can and the schema is strict', () => {
    expect(bodyOf(format({ strict: true }))).toMatchObject({ outputConfig: native });
    expect(bodyOf(format({ strict: true }))).not.toHaveProperty('toolConfig');
    expect(bodyOf(format({}), QWEN)).toMatchObject({ outputConfig: native });
    expect(bodyOf({ ...format({ strict: true }), tools: [TOOL] })).toMatchObject({ outputConfig: native, toolConfig: { tools: [SPEC] } });
  });

  test('by a forced tool elsewhere', () => {
    const tool = { toolSpec: { name: 'answer_as_my_answer', description: 'Gives the final answer to the user.', inputSchema: { json: schema } } };
    expect(bodyOf(format({}))).toMatchObject({
      toolConfig: { tools: [tool] },
      additionalModelRequestFields: { tool_choice: { type: 'tool', name: 'answer_as_my_answer', disable_parallel_tool_use: true } },
    });
    expect(bodyOf({ ...format({}), tools: [TOOL] }, GLM)['toolConfig']).toEqual({ tools: [SPEC, tool], toolChoice: { any: {} } });
    expect(bodyOf({ response_format: { type: 'json_object' } }, NOVA)['toolConfig']).toMatchObject({ toolChoice: { tool: { name: 'answer_as_json' } } });
  });

  test('a schema that Bedrock would not compile is left to the tool, or refused', () => {
    const bounded = { ...schema, properties: { a: { type: 'integer', minimum: 1 } } };
    expect(bodyOf(format({ strict: true, schema: bounded }))).not.toHaveProperty('outputConfig');
    expect(refused(format({ strict: true, schema: bounded }), QWEN)).toBe('unsupported_parameter response_format');
    expect(refused({ response_format: { type: 'json_object' } }, QWEN)).toBe('unsupported_parameter response_format');
    expect(refused(format({}), LLAMA)).toBe('unsupported_parameter response_format');
    for (const broken of [
      { ...schema, additionalProperties: true },
      { ...schema, properties: { a: { $ref: '#' } } },
      { ...schema, properties: { a: { $ref: 'https://example.org/a.json' } } },
      { ...schema, properties: { a: { type: 'array', items: { type: 'string' }, minItems: 2 } } },
      { ...schema, $defs: { n: { anyOf: [{ $ref: '#/$defs/n' }, { type: 'null' }] } } },
    ]) {
      expect(bodyOf(format({ strict: true, schema: broken }))).not.toHaveProperty('outputConfig');
    }
  });
});

test('a picture that comes as a file is a picture', () => {
  const { messages } = bodyOf({ messages: [{ role: 'user', content: [{ type: 'file', file: { filename: 'image-0.png', file_data: PNG } }] }] });
  expect(messages).toEqual([{ role: 'user', content: [{ image: { format: 'png', source: { bytes: 'iVBORw0KGgo=' } } }] }]);
});

describe('reasoning', () => {
  test.each([
    [CLAUDE, 'low', { thinking: { type: 'enabled', budget_tokens: 2_048 } }],
    [NEWER_CLAUDE, 'xhigh', { thinking: { type: 'adaptive', display: 'summarized' }, output_config: { effort: 'xhigh' } }],
    [NOVA_2, 'minimal', { reasoningConfig: { type: 'enabled', maxReasoningEffort: 'low' } }],
    [GPT_OSS, 'high', { reasoning_effort: 'high' }],
    [QWEN, 'low', { reasoning_config: 'low' }],
    [endpoint('openai.gpt-5.4'), 'none', { reasoning: { effort: 'none' } }],
  ])('%o at effort %s', (at, effort, fields) => {
    expect(bodyOf({ reasoning_effort: effort }, at)['additionalModelRequestFields']).toEqual(fields);
  });

  test('a budget is told with the limit that it is part of', () => {
    expect(bodyOf({ reasoning_effort: 'low' })['inferenceConfig']).toEqual({ maxTokens: CLAUDE.outputTokensMax });
    expect(bodyOf({ reasoning_effort: 'low', max_tokens: 3_000 })['inferenceConfig']).toEqual({ maxTokens: 3_000 });
    expect(bodyOf({})).not.toHaveProperty('inferenceConfig');
  });

  test.each([
    [{ reasoning_effort: 'none' }, NOVA_2, null],
    [{ reasoning_effort: 'none' }, LLAMA, null],
    [{ reasoning_effort: 'none' }, GPT_OSS, 'unsupported_parameter reasoning_effort'],
    [{ reasoning_effort: 'medium' }, QWEN, 'unsupported_parameter reasoning_effort'],
    [{ reasoning_effort: 'low' }, LLAMA, 'unsupported_parameter reasoning_effort'],
    [{ reasoning_effort: 'low' }, endpoint('us.deepseek.r1-v1:0'), 'unsupported_parameter reasoning_effort'],
    [{ reasoning_effort: 'huge' }, CLAUDE, 'invalid_value reasoning_effort'],
    [{ reasoning_effort: 'high', max_tokens: 100 }, NOVA_2, 'unsupported_parameter max_tokens'],
    [{ reasoning_effort: 'low', max_tokens: 100 }, NOVA_2, null],
    [{ reasoning_effort: 'low', response_format: { type: 'json_object' } }, NOVA_2, 'unsupported_parameter reasoning_effort'],
  ])('%j', (fields, at, why) => {
    expect(refused(fields, at)).toBe(why);
  });

  test('Claude does not think within a budget after calls whose thoughts did not come back', () => {
    const call = { id: 'a', type: 'function', function: { name: 'get_weather', arguments: '{}' } };
    const loop = (details?: readonly unknown[]): Record<string, unknown> =>
      bodyOf({
        messages: [HI, { role: 'assistant', tool_calls: [call], reasoning_details: details }, { role: 'tool', tool_call_id: 'a', content: 'sunny' }],
        tools: [TOOL],
        reasoning_effort: 'low',
      });
    expect(loop()['additionalModelRequestFields'] ?? {}).not.toHaveProperty('thinking');
    const signed = { type: 'reasoning.text', text: 'Hm', signature: 'sig', format: 'anthropic-claude-v1' };
    expect(loop([signed])['additionalModelRequestFields']).toMatchObject({ thinking: { type: 'enabled', budget_tokens: 2_048 } });
  });

  test('signed thoughts go back to whose they are', () => {
    const details = [
      { type: 'reasoning.text', text: 'Hm', index: 0 },
      { type: 'reasoning.text', text: 'm', signature: 'c2ln', format: 'anthropic-claude-v1', index: 0 },
      { type: 'reasoning.encrypted', data: 'EtMF+w==', format: 'anthropic-claude-v1', index: 1 },
      { type: 'reasoning.encrypted', data: 'AAEC', format: 'amazon-bedrock-v1', index: 2 },
      { type: 'reasoning.text', text: 'Nova', signature: 'bm92YQ==', format: 'amazon-bedrock-v1', index: 3 },
      { type: 'reasoning.encrypted', data: 'other', format: 'openai-responses-v1', index: 4 },
      { type: 'reasoning.text', text: 'unsigned', index: 5 },
    ];
    const content = (at: Endpoint): unknown =>
      (bodyOf({ messages: [HI, { role: 'assistant', content: 'Yes', reasoning_details: details }, HI] }, at)['messages'] as { content: unknown }[])[1]?.content;
    expect(content(CLAUDE)).toEqual([
      { reasoningContent: { reasoningText: { text: 'Hmm', signature: 'c2ln' } } },
      { reasoningContent: { redactedContent: Buffer.from('EtMF+w==').toString('base64') } },
      { reasoningContent: { redactedContent: 'AAEC' } },
      { text: 'Yes' },
    ]);
    expect(content(NOVA)).toEqual([
      { reasoningContent: { redactedContent: 'AAEC' } },
      { reasoningContent: { reasoningText: { text: 'Nova', signature: 'bm92YQ==' } } },
      { text: 'Yes' },
    ]);
  });
});

describe('parameters', () => {
  test('of inference', () => {
    expect(bodyOf({ temperature: 0.1, top_p: 1 })['inferenceConfig']).toEqual({ temperature: 0.1 });
    expect(bodyOf({ temperature: 0.1, top_p: 1 }, LLAMA)['inferenceConfig']).toEqual({ temperature: 0.1, topP: 1 });
    expect(bodyOf({ max_completion_tokens: 10, max_tokens: 99, temperature: 0, top_p: 0.5, stop: 'END', top_k: 5 }, LLAMA)).toMatchObject({
      inferenceConfig: { maxTokens: 10, temperature: 0, topP: 0.5, stopSequences: ['END'] },
      additionalModelRequestFields: { top_k: 5 },
    });
    expect(bodyOf({ top_k: 5 }, NOVA)['additionalModelRequestFields']).toEqual({ inferenceConfig: { topK: 5 } });
    expect(bodyOf({ max_tokens: 10_000_000 }, LLAMA)['inferenceConfig']).toEqual({ maxTokens: LLAMA.outputTokensMax });
    expect(bodyOf({ stop: ['a', 'b'] })['additionalModelResponseFieldPaths']).toEqual(['/stop_sequence', '/delta/stop_sequence']);
    expect(bodyOf({ stop: ['a', 'b'] }, LLAMA)).not.toHaveProperty('additionalModelResponseFieldPaths');
  });

  test('of the model and of Converse pass', () => {
    const guardrailConfig = { guardrailIdentifier: 'abc', guardrailVersion: '1' };
    const body = bodyOf({
      guardrailConfig,
      requestMetadata: { team: 'a' },
      anthropic_beta: ['x'],
      additionalModelRequestFields: { output_config: { a: 1 } },
      user: 'u',
      store: false,
    });
    expect(body).toMatchObject({
      guardrailConfig,
      requestMetadata: { team: 'a' },
      additionalModelRequestFields: { anthropic_beta: ['x'], output_config: { a: 1 } },
    });
    expect(JSON.stringify(body)).not.toMatch(/"(user|store|model|stream)":/);
    expect(
      bodyOf({ reasoning_effort: 'high', additionalModelRequestFields: { output_config: { a: 1 } } }, NEWER_CLAUDE)['additionalModelRequestFields'],
    ).toMatchObject({
      output_config: { a: 1, effort: 'high' },
    });
  });

  test('service_tier, where it has a price', () => {
    expect(bodyOf({ service_tier: 'auto' })).not.toHaveProperty('serviceTier');
    expect(bodyOf({ service_tier: 'default' })['serviceTier']).toEqual({ type: 'default' });
    expect(refused({ service_tier: 'priority' })).toBe('unsupported_parameter service_tier');
    expect(refused({ service_tier: 'reserved' })).toBe('unsupported_parameter service_tier');
    const [price] = CLAUDE.prices;
    const priced = { ...CLAUDE, prices: [...CLAUDE.prices, { ...(price as NonNullable<typeof price>), serviceTier: 'flex' as const }] };
    expect(bodyOf({ service_tier: 'flex' }, priced)['serviceTier']).toEqual({ type: 'flex' });
  });

  test.each([
    ['n', 2],
    ['logprobs', true],
    ['top_logprobs', 3],
    ['logit_bias', { 5: 1 }],
    ['presence_penalty', 0.5],
    ['frequency_penalty', 0.5],
    ['seed', 1],
    ['prediction', {}],
    ['audio', {}],
    ['modalities', ['audio']],
    ['web_search_options', {}],
    ['functions', []],
    ['function_call', 'auto'],
    ['moderation', {}],
    ['store', true],
    ['verbosity', 'low'],
    ['performanceConfig', { latency: 'optimized' }],
    ['promptVariables', {}],
    ['temperature', 1.5],
    ['top_p', 1.5],
  ])('%s is refused by name', (parameter, value) => {
    expect(refused({ [parameter]: value })).toBe(`unsupported_parameter ${parameter}`);
  });

  test.each([
    ['n', 1],
    ['logprobs', false],
    ['presence_penalty', 0],
    ['modalities', ['text']],
    ['performanceConfig', { latency: 'standard' }],
    ['seed', null],
  ])('%s of %j asks for nothing', (parameter, value) => {
    expect(bodyOf({ [parameter]: value })).toEqual(bodyOf({}));
  });

  test.each([
    [{ max_tokens: 0 }, 'invalid_value max_tokens'],
    [{ temperature: -1 }, 'invalid_value temperature'],
    [{ stop: [5] }, 'invalid_value stop'],
    [{ tools: {} }, 'invalid_value tools'],
    [{ additionalModelRequestFields: [] }, 'invalid_value additionalModelRequestFields'],
    [{ messages: [5] }, 'invalid_value messages[0]'],
    [{ messages: [{ role: 'judge', content: '' }] }, 'invalid_value messages[0].role'],
  ])('%j cannot be sent', (fields, why) => {
    expect(refused(fields)).toBe(why);
  });
});
