import { canonicalJson, object, objects, parsed, type Json } from '../json.ts';

export interface Talk {
  readonly system?: string;
  readonly user: string;
  readonly tools?: readonly { readonly name: string; readonly description: string; readonly schema: Json }[];
  readonly mustCall?: boolean;
  /** The answer is to fit it. */
  readonly answer?: Json;
  /** Reasoning is to be shown. */
  readonly thinks?: boolean;
  /** A call that was made already, and what came of it. */
  readonly made?: { readonly name: string; readonly args: Json; readonly result: string };
}

/** What is the same in all dialects. */
export interface Told {
  readonly text: string;
  /** Reasoning, as far as it is shown. */
  readonly thought: string;
  readonly calls: readonly string[];
  readonly input: number;
  readonly output: number;
}

interface Speaker {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  body(talk: Talk): Json;
  told(answer: object): Told;
  /** What the dialect has no form for. */
  readonly lacks?: readonly ('mustCall' | 'thinks')[];
}

const BEARER = { authorization: 'Bearer test' };
const some = <T>(value: T | undefined, form: (value: T) => Json): Json => (value === undefined ? {} : form(value));
const at = (value: unknown, ...path: (string | number)[]): unknown =>
  path.reduce<unknown>((found, step) => (Array.isArray(found) ? (found as unknown[])[Number(step)] : object(found)[step]), value);
const call = (name: unknown, args: unknown): string => `${String(name)} ${canonicalJson(typeof args === 'string' ? parsed(args) : args)}`;
const number = (value: unknown, ...path: (string | number)[]): number => Number(at(value, ...path));
const joined = (parts: readonly Json[], name: string): string => parts.map((part) => (typeof part[name] === 'string' ? part[name] : '')).join('');

function chatBody(talk: Talk, args: (value: Json) => unknown = JSON.stringify): Json {
  return {
    messages: [
      ...(talk.system === undefined ? [] : [{ role: 'system', content: talk.system }]),
      { role: 'user', content: talk.user },
      ...(talk.made === undefined
        ? []
        : [
            {
              role: 'assistant',
              content: '',
              tool_calls: [{ id: 'c1', type: 'function', function: { name: talk.made.name, arguments: args(talk.made.args) } }],
            },
            { role: 'tool', tool_call_id: 'c1', tool_name: talk.made.name, content: talk.made.result },
          ]),
    ],
    ...some(talk.tools, (tools) => ({
      tools: tools.map(({ name, description, schema }) => ({ type: 'function', function: { name, description, parameters: schema } })),
    })),
  };
}

function chatTold(answer: object): Told {
  const message = object(at(answer, 'choices', 0, 'message'));
  return {
    text: typeof message['content'] === 'string' ? message['content'] : '',
    thought: typeof message['reasoning_content'] === 'string' ? message['reasoning_content'] : '',
    calls: objects(message['tool_calls']).map((made) => call(at(made, 'function', 'name'), at(made, 'function', 'arguments'))),
    input: number(answer, 'usage', 'prompt_tokens'),
    output: number(answer, 'usage', 'completion_tokens'),
  };
}

function anthropicBody(talk: Talk): Json {
  return {
    max_tokens: 8_000,
    ...some(talk.system, (system) => ({ system })),
    messages: [
      { role: 'user', content: talk.user },
      ...(talk.made === undefined
        ? []
        : [
            { role: 'assistant', content: [{ type: 'tool_use', id: 'c1', name: talk.made.name, input: talk.made.args }] },
            { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c1', content: talk.made.result }] },
          ]),
    ],
    ...some(talk.tools, (tools) => ({ tools: tools.map(({ name, description, schema }) => ({ name, description, input_schema: schema })) })),
    ...(talk.mustCall === true ? { tool_choice: { type: 'any' } } : {}),
    ...some(talk.answer, (schema) => ({ output_config: { format: { type: 'json_schema', schema } } })),
    ...thinking(talk, { thinking: { type: 'enabled', budget_tokens: 1_024 } }),
  };
}

function anthropicTold(answer: object): Told {
  const blocks = objects(at(answer, 'content'));
  return {
    text: joined(blocks, 'text'),
    thought: joined(blocks, 'thinking'),
    calls: blocks.filter(({ type }) => type === 'tool_use').map((block) => call(block['name'], block['input'])),
    input: number(answer, 'usage', 'input_tokens'),
    output: number(answer, 'usage', 'output_tokens'),
  };
}

function geminiBody(talk: Talk): Json {
  return {
    ...some(talk.system, (text) => ({ systemInstruction: { parts: [{ text }] } })),
    contents: [
      { role: 'user', parts: [{ text: talk.user }] },
      ...(talk.made === undefined
        ? []
        : [
            { role: 'model', parts: [{ functionCall: { name: talk.made.name, args: talk.made.args } }] },
            { role: 'user', parts: [{ functionResponse: { name: talk.made.name, response: { output: talk.made.result } } }] },
          ]),
    ],
    ...some(talk.tools, (tools) => ({
      tools: [{ functionDeclarations: tools.map(({ name, description, schema }) => ({ name, description, parametersJsonSchema: schema })) }],
    })),
    ...(talk.mustCall === true ? { toolConfig: { functionCallingConfig: { mode: 'ANY' } } } : {}),
    generationConfig: {
      ...some(talk.answer, (responseJsonSchema) => ({ responseMimeType: 'application/json', responseJsonSchema })),
      ...thinking(talk, { thinkingConfig: { includeThoughts: true } }),
    },
  };
}

function geminiTold(answer: object): Told {
  const parts = objects(at(answer, 'candidates', 0, 'content', 'parts'));
  return {
    text: joined(
      parts.filter(({ thought }) => thought !== true),
      'text',
    ),
    thought: joined(
      parts.filter(({ thought }) => thought === true),
      'text',
    ),
    calls: parts.flatMap((part) => (part['functionCall'] === undefined ? [] : [call(at(part, 'functionCall', 'name'), at(part, 'functionCall', 'args'))])),
    input: number(answer, 'usageMetadata', 'promptTokenCount'),
    output: number(answer, 'usageMetadata', 'totalTokenCount') - number(answer, 'usageMetadata', 'promptTokenCount'),
  };
}

function responsesBody(talk: Talk): Json {
  return {
    model: 'gpt-4o',
    ...some(talk.system, (instructions) => ({ instructions })),
    input: [
      { role: 'user', content: [{ type: 'input_text', text: talk.user }] },
      ...(talk.made === undefined
        ? []
        : [
            { type: 'function_call', call_id: 'c1', name: talk.made.name, arguments: JSON.stringify(talk.made.args) },
            { type: 'function_call_output', call_id: 'c1', output: talk.made.result },
          ]),
    ],
    ...some(talk.tools, (tools) => ({ tools: tools.map(({ name, description, schema }) => ({ type: 'function', name, description, parameters: schema })) })),
    ...(talk.mustCall === true ? { tool_choice: 'required' } : {}),
    ...some(talk.answer, (schema) => ({ text: { format: { type: 'json_schema', name: 'answer', schema, strict: true } } })),
    ...thinking(talk, { reasoning: { effort: 'low', summary: 'auto' } }),
  };
}

function responsesTold(answer: object): Told {
  const items = objects(at(answer, 'output'));
  return {
    text: items.map((item) => joined(objects(item['content']), 'text')).join(''),
    thought: items.map((item) => joined(objects(item['summary']), 'text')).join(''),
    calls: items.filter(({ type }) => type === 'function_call').map((item) => call(item['name'], item['arguments'])),
    input: number(answer, 'usage', 'input_tokens'),
    output: number(answer, 'usage', 'output_tokens'),
  };
}

function bedrockBody(talk: Talk): Json {
  const tools = talk.tools?.map(({ name, description, schema }) => ({ toolSpec: { name, description, inputSchema: { json: schema } } }));
  return {
    ...some(talk.system, (text) => ({ system: [{ text }] })),
    messages: [
      { role: 'user', content: [{ text: talk.user }] },
      ...(talk.made === undefined
        ? []
        : [
            { role: 'assistant', content: [{ toolUse: { toolUseId: 'c1', name: talk.made.name, input: talk.made.args } }] },
            { role: 'user', content: [{ toolResult: { toolUseId: 'c1', content: [{ text: talk.made.result }] } }] },
          ]),
    ],
    ...some(talk.answer, (schema) => ({
      outputConfig: { textFormat: { type: 'json_schema', structure: { jsonSchema: { schema: JSON.stringify(schema) } } } },
    })),
    ...thinking(talk, { additionalModelRequestFields: { thinking: { type: 'enabled', budget_tokens: 1_024 } } }),
    ...some(tools, (offered) => ({ toolConfig: { tools: offered, ...(talk.mustCall === true ? { toolChoice: { any: {} } } : {}) } })),
  };
}

function bedrockTold(answer: object): Told {
  const blocks = objects(at(answer, 'output', 'message', 'content'));
  return {
    text: joined(blocks, 'text'),
    thought: joined(
      blocks.map((block) => object(at(block, 'reasoningContent', 'reasoningText'))),
      'text',
    ),
    calls: blocks.flatMap((block) => (block['toolUse'] === undefined ? [] : [call(at(block, 'toolUse', 'name'), at(block, 'toolUse', 'input'))])),
    input: number(answer, 'usage', 'inputTokens'),
    output: number(answer, 'usage', 'outputTokens'),
  };
}

function cohereTold(answer: object): Told {
  const message = object(at(answer, 'message'));
  return {
    thought: joined(objects(message['content']), 'thinking'),
    text: joined(objects(message['content']), 'text') + (typeof message['tool_plan'] === 'string' ? message['tool_plan'] : ''),
    calls: objects(message['tool_calls']).map((made) => call(at(made, 'function', 'name'), at(made, 'function', 'arguments'))),
    input: number(answer, 'usage', 'billed_units', 'input_tokens'),
    output: number(answer, 'usage', 'billed_units', 'output_tokens'),
  };
}

function ollamaTold(answer: object): Told {
  const message = object(at(answer, 'message'));
  return {
    text: String(message['content']),
    thought: typeof message['thinking'] === 'string' ? message['thinking'] : '',
    calls: objects(message['tool_calls']).map((made) => call(at(made, 'function', 'name'), at(made, 'function', 'arguments'))),
    input: number(answer, 'prompt_eval_count'),
    output: number(answer, 'eval_count'),
  };
}

const required = (talk: Talk, word: string): Json => (talk.mustCall === true ? { tool_choice: word } : {});
const thinking = (talk: Talk, form: Json): Json => (talk.thinks === true ? form : {});
const answerFormat = (talk: Talk): Json =>
  some(talk.answer, (schema) => ({ response_format: { type: 'json_schema', json_schema: { name: 'answer', schema, strict: true } } }));

/** One conversation in each dialect, and what each dialect's answer says. */
export const SPEAKERS: Readonly<Record<string, Speaker>> = {
  chat: {
    path: '/v1/chat/completions',
    headers: BEARER,
    body: (talk) => ({
      model: talk.thinks === true ? 'deepseek-reasoner' : 'gpt-4o',
      ...chatBody(talk),
      ...required(talk, 'required'),
      ...answerFormat(talk),
    }),
    told: chatTold,
  },
  responses: { path: '/v1/responses', headers: BEARER, body: responsesBody, told: responsesTold },
  messages: {
    path: '/v1/messages',
    headers: { 'x-api-key': 'test' },
    body: (talk) => ({ model: 'claude-sonnet-4-5', ...anthropicBody(talk) }),
    told: anthropicTold,
  },
  gemini: { path: '/v1beta/models/gemini-2.5-flash:generateContent', headers: { 'x-goog-api-key': 'test' }, body: geminiBody, told: geminiTold },
  'gemini at Vertex': {
    path: '/v1/projects/p/locations/global/publishers/google/models/gemini-2.5-flash:generateContent',
    headers: BEARER,
    body: geminiBody,
    told: geminiTold,
  },
  'claude at Vertex': {
    path: '/v1/projects/p/locations/global/publishers/anthropic/models/claude-sonnet-4-5@20250929:rawPredict',
    headers: BEARER,
    body: (talk) => ({ anthropic_version: 'vertex-2023-10-16', ...anthropicBody(talk) }),
    told: anthropicTold,
  },
  bedrock: { path: '/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse', headers: BEARER, body: bedrockBody, told: bedrockTold },
  azure: {
    path: '/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21',
    headers: { 'api-key': 'test' },
    body: (talk) => ({ ...chatBody(talk), ...required(talk, 'required'), ...answerFormat(talk) }),
    told: chatTold,
    lacks: ['thinks'],
  },
  cohere: {
    path: '/v2/chat',
    headers: BEARER,
    body: (talk) => ({
      model: 'command-a-03-2025',
      ...chatBody(talk),
      ...required(talk, 'REQUIRED'),
      ...some(talk.answer, (schema) => ({ response_format: { type: 'json_object', json_schema: schema } })),
      ...thinking(talk, { thinking: { type: 'enabled' } }),
    }),
    told: cohereTold,
  },
  ollama: {
    path: '/api/chat',
    headers: {},
    body: (talk) => ({
      model: 'llama3.1',
      stream: false,
      ...chatBody(talk, (args) => args),
      ...some(talk.answer, (format) => ({ format })),
      ...thinking(talk, { think: true }),
    }),
    told: ollamaTold,
    lacks: ['mustCall'],
  },
};
