import type { ConversationSurface } from '../types.ts';
import { chatSurface } from '../chat/surface.ts';
import { completionsSurface } from '../completions/surface.ts';
import { messagesSurface } from '../messages/surface.ts';
import { responsesSurface } from '../responses/surface.ts';

type Fields = Readonly<Record<string, unknown>>;

/** One documented parameter with a value that asks for something. */
export interface Parameter {
  /** In the spelling of the API; a feature of a field has its path. */
  readonly name: string;
  readonly fields: Fields;
  /** What the parameter needs beside it to mean anything. */
  readonly with?: Fields;
  /** Honoured by the gateway itself, whoever serves. */
  readonly byGateway?: true;
}

export interface SurfaceParameters {
  readonly surface: ConversationSurface;
  /** The smallest request. */
  readonly base: Fields;
  readonly parameters: readonly Parameter[];
}

const SCHEMA = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false };
const FUNCTION = { name: 'weather', description: 'The weather', parameters: SCHEMA };
const CHAT_TOOL = { type: 'function', function: FUNCTION };
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const PDF = 'JVBERi0xLjQK';
const USER = 'user';

const user = (content: unknown): Fields => ({ messages: [{ role: USER, content }] });
const chatImage = (url: string): Fields =>
  user([
    { type: 'text', text: 'What is it?' },
    { type: 'image_url', image_url: { url } },
  ]);
const one = (name: string, value: unknown, beside?: Fields): Parameter => ({
  name,
  fields: { [name]: value },
  ...(beside === undefined ? {} : { with: beside }),
});
const byGateway = (name: string, value: unknown): Parameter => ({ name, fields: { [name]: value }, byGateway: true });
const REASONING = { reasoning_effort: 'low' };

const CHAT: SurfaceParameters = {
  surface: chatSurface,
  base: { model: 'm', messages: [{ role: USER, content: 'Hi' }], max_tokens: 4_000 },
  parameters: [
    {
      name: 'messages[].role: system',
      fields: {
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: USER, content: 'Hi' },
        ],
      },
    },
    {
      name: 'messages[].role: developer',
      fields: {
        messages: [
          { role: 'developer', content: 'Be brief.' },
          { role: USER, content: 'Hi' },
        ],
      },
    },
    { name: 'messages[].name', fields: { messages: [{ role: USER, name: 'ann', content: 'Hi' }] } },
    { name: 'messages[].content[]: image_url (data)', fields: chatImage(`data:image/png;base64,${PNG}`) },
    { name: 'messages[].content[]: image_url (address)', fields: chatImage('https://example.com/p.png') },
    {
      name: 'messages[].content[]: file (PDF)',
      fields: user([{ type: 'file', file: { filename: 'a.pdf', file_data: `data:application/pdf;base64,${PDF}` } }]),
    },
    { name: 'messages[].content[]: file (id)', fields: user([{ type: 'file', file: { file_id: 'file-1' } }]) },
    { name: 'messages[].content[]: input_audio', fields: user([{ type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } }]) },
    { name: 'messages[].content[].cache_control', fields: user([{ type: 'text', text: 'Hi', cache_control: { type: 'ephemeral' } }]) },
    one('audio', { voice: 'alloy', format: 'wav' }, { modalities: ['text', 'audio'] }),
    one('frequency_penalty', 0.5),
    one('function_call', { name: 'weather' }, { functions: [FUNCTION] }),
    one('functions', [FUNCTION]),
    one('logit_bias', { '50256': -100 }),
    one('logprobs', true),
    one('max_completion_tokens', 77),
    one('max_tokens', 77),
    byGateway('metadata', { a: 'b' }),
    one('modalities', ['text', 'audio'], { audio: { voice: 'alloy', format: 'wav' } }),
    one('moderation', { mode: 'block' }),
    one('n', 2),
    one('parallel_tool_calls', false, { tools: [CHAT_TOOL] }),
    one('prediction', { type: 'content', content: 'x' }),
    one('presence_penalty', 0.5),
    one('prompt_cache_key', 'k'),
    one('prompt_cache_options', { ttl: '30m' }),
    one('prompt_cache_retention', '24h'),
    one('reasoning_effort', 'low'),
    one('response_format', { type: 'json_schema', json_schema: { name: 'w', strict: true, schema: SCHEMA } }),
    { name: 'response_format: json_object', fields: { response_format: { type: 'json_object' } } },
    one('safety_identifier', 'u1'),
    one('seed', 7),
    one('service_tier', 'flex'),
    one('stop', ['END']),
    byGateway('store', true),
    byGateway('stream', true),
    byGateway('stream_options', { include_usage: true }),
    one('temperature', 0.5),
    { name: 'temperature above 1', fields: { temperature: 1.5 } },
    one('tool_choice', 'required', { tools: [CHAT_TOOL] }),
    { name: 'tool_choice: one function', fields: { tool_choice: { type: 'function', function: { name: 'weather' } } }, with: { tools: [CHAT_TOOL] } },
    {
      name: 'tool_choice: allowed_tools',
      fields: { tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [{ type: 'function', function: { name: 'weather' } }] } } },
      with: { tools: [CHAT_TOOL, { type: 'function', function: { ...FUNCTION, name: 'other' } }] },
    },
    one('tools', [CHAT_TOOL]),
    { name: 'tools[]: custom', fields: { tools: [{ type: 'custom', custom: { name: 'free', description: 'Any text' } }] } },
    { name: 'tools[].function.strict', fields: { tools: [{ type: 'function', function: { ...FUNCTION, strict: true } }] }, with: {} },
    one('top_logprobs', 2, { logprobs: true }),
    one('top_p', 0.5),
    one('user', 'u1'),
    one('verbosity', 'low'),
    one('web_search_options', {}),
    { name: 'reasoning_details (of earlier turns)', fields: reasoningTurns(), with: REASONING },
    byGateway('models', ['m2']),
    byGateway('provider', { order: ['x'] }),
  ],
};

/** A turn in which the model thought and called a tool. The thoughts of the lab at hand are told by their format. */
function reasoningTurns(): Fields {
  const details = ['anthropic-claude-v1', 'google-gemini-v1', 'openai-responses-v1'].flatMap((format, index) => [
    { type: 'reasoning.text', text: 'Hm.', signature: 'c2ln', format, index },
    { type: 'reasoning.encrypted', data: 'c2ln', id: 'call_1', format, index: index + 10 },
  ]);
  const call = { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } };
  return {
    tools: [CHAT_TOOL],
    messages: [
      { role: USER, content: 'Hi' },
      { role: 'assistant', content: null, tool_calls: [call], reasoning_content: 'Hm.', reasoning_details: details },
      { role: 'tool', tool_call_id: 'call_1', content: 'Sun' },
    ],
  };
}

const RESPONSES_TOOL = { type: 'function', ...FUNCTION, strict: true };

const RESPONSES: SurfaceParameters = {
  surface: responsesSurface,
  base: { model: 'm', input: 'Hi', max_output_tokens: 4_000 },
  parameters: [
    { name: 'input[]: message', fields: { input: [{ role: USER, content: [{ type: 'input_text', text: 'Hello' }] }] } },
    {
      name: 'input[]: input_image',
      fields: { input: [{ role: USER, content: [{ type: 'input_image', image_url: `data:image/png;base64,${PNG}`, detail: 'auto' }] }] },
    },
    {
      name: 'input[]: input_file',
      fields: { input: [{ role: USER, content: [{ type: 'input_file', filename: 'a.pdf', file_data: `data:application/pdf;base64,${PDF}` }] }] },
    },
    {
      name: 'input[]: function_call and its output',
      fields: {
        input: [
          { role: USER, content: 'Hi' },
          { type: 'function_call', call_id: 'c1', name: 'weather', arguments: '{}' },
          { type: 'function_call_output', call_id: 'c1', output: 'Sun' },
        ],
      },
      with: { tools: [RESPONSES_TOOL] },
    },
    byGateway('background', true),
    byGateway('conversation', 'conv_1'),
    one('context_management', [{ type: 'compaction', compact_threshold: 1_000 }]),
    one('access_programs', { a: 1 }),
    one('image', { quality: 'low' }),
    { name: 'include: message.output_text.logprobs', fields: { include: ['message.output_text.logprobs'] } },
    byGateway('include: reasoning.encrypted_content', ['reasoning.encrypted_content']),
    one('instructions', 'Be brief.'),
    one('max_output_tokens', 77),
    one('max_tool_calls', 3, { tools: [RESPONSES_TOOL] }),
    byGateway('metadata', { a: 'b' }),
    one('moderation', { mode: 'block' }),
    one('parallel_tool_calls', false, { tools: [RESPONSES_TOOL] }),
    byGateway('previous_response_id', 'resp_1'),
    one('prompt', { id: 'pmpt_1' }),
    one('prompt_cache_key', 'k'),
    one('prompt_cache_options', { ttl: '30m' }),
    one('prompt_cache_retention', '24h'),
    { name: 'reasoning.effort', fields: { reasoning: { effort: 'low' } } },
    { name: 'reasoning.summary: concise', fields: { reasoning: { summary: 'concise' } } },
    byGateway('reasoning.summary: auto', 'auto'),
    one('safety_identifier', 'u1'),
    one('service_tier', 'flex'),
    byGateway('store', true),
    byGateway('stream', true),
    byGateway('stream_options', { include_obfuscation: false }),
    one('temperature', 0.5),
    { name: 'text.format: json_schema', fields: { text: { format: { type: 'json_schema', name: 'w', strict: true, schema: SCHEMA } } } },
    { name: 'text.format: json_object', fields: { text: { format: { type: 'json_object' } } } },
    { name: 'text.verbosity', fields: { text: { verbosity: 'low' } } },
    one('tool_choice', 'required', { tools: [RESPONSES_TOOL] }),
    { name: 'tools[]: function', fields: { tools: [RESPONSES_TOOL] } },
    { name: 'tools[]: custom', fields: { tools: [{ type: 'custom', name: 'free', description: 'Any text' }] } },
    { name: 'tools[]: web_search', fields: { tools: [{ type: 'web_search' }] } },
    { name: 'tools[]: file_search', fields: { tools: [{ type: 'file_search', vector_store_ids: ['vs_1'] }] } },
    { name: 'tools[]: code_interpreter', fields: { tools: [{ type: 'code_interpreter', container: { type: 'auto' } }] } },
    { name: 'tools[]: image_generation', fields: { tools: [{ type: 'image_generation' }] } },
    { name: 'tools[]: mcp', fields: { tools: [{ type: 'mcp', server_label: 's', server_url: 'https://mcp.example.com' }] } },
    one('top_logprobs', 2),
    one('top_p', 0.5),
    one('truncation', 'auto'),
    one('user', 'u1'),
  ],
};

const MESSAGES_TOOL = { name: 'weather', description: 'The weather', input_schema: SCHEMA };
const blocks = (...content: readonly object[]): Fields => ({ messages: [{ role: USER, content }] });

const MESSAGES: SurfaceParameters = {
  surface: messagesSurface,
  base: { model: 'm', max_tokens: 4_000, messages: [{ role: USER, content: 'Hi' }] },
  parameters: [
    { name: 'messages[].content[]: image', fields: blocks({ type: 'image', source: { type: 'base64', media_type: 'image/png', data: PNG } }) },
    {
      name: 'messages[].content[]: document (PDF)',
      fields: blocks({ type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: PDF } }),
    },
    { name: 'messages[].content[]: document (text)', fields: blocks({ type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'words' } }) },
    {
      name: 'messages[].content[].citations',
      fields: blocks({ type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'words' }, citations: { enabled: true } }),
    },
    {
      name: 'messages[].content[]: search_result',
      fields: blocks({ type: 'search_result', source: 'https://example.com', title: 'T', content: [{ type: 'text', text: 'found' }] }),
    },
    { name: 'messages[].content[].cache_control', fields: blocks({ type: 'text', text: 'Hi', cache_control: { type: 'ephemeral' } }) },
    {
      name: 'messages[]: tool_use and tool_result',
      fields: {
        messages: [
          { role: USER, content: 'Hi' },
          { role: 'assistant', content: [{ type: 'tool_use', id: 't1', name: 'weather', input: { city: 'Oslo' } }] },
          { role: USER, content: [{ type: 'tool_result', tool_use_id: 't1', content: 'Sun' }] },
        ],
      },
      with: { tools: [MESSAGES_TOOL] },
    },
    one('container', 'c1'),
    one('context_management', { edits: [{ type: 'clear_tool_uses_20250919' }] }),
    one('inference_geo', 'us'),
    one('mcp_servers', [{ type: 'url', url: 'https://mcp.example.com', name: 's' }]),
    { name: 'metadata.user_id', fields: { metadata: { user_id: 'u1' } } },
    { name: 'output_config.effort', fields: { output_config: { effort: 'low' } } },
    { name: 'output_config.format', fields: { output_config: { format: { type: 'json_schema', schema: SCHEMA } } } },
    { name: 'service_tier: standard_only', fields: { service_tier: 'standard_only' } },
    one('speed', 'fast'),
    one('stop_sequences', ['END']),
    byGateway('stream', true),
    one('system', 'Be brief.'),
    one('temperature', 0.5),
    one('thinking', { type: 'enabled', budget_tokens: 1_024 }),
    one('tool_choice', { type: 'any' }, { tools: [MESSAGES_TOOL] }),
    {
      name: 'tool_choice.disable_parallel_tool_use',
      fields: { tool_choice: { type: 'auto', disable_parallel_tool_use: true } },
      with: { tools: [MESSAGES_TOOL] },
    },
    { name: 'tools[]: custom', fields: { tools: [MESSAGES_TOOL] } },
    { name: 'tools[]: bash', fields: { tools: [{ type: 'bash_20250124', name: 'bash' }] } },
    { name: 'tools[]: web_search', fields: { tools: [{ type: 'web_search_20250305', name: 'web_search' }] } },
    one('top_k', 5),
    one('top_p', 0.5),
  ],
};

const COMPLETIONS: SurfaceParameters = {
  surface: completionsSurface,
  base: { model: 'm', prompt: 'Hi', max_tokens: 4_000 },
  parameters: [
    { name: 'prompt (several)', fields: { prompt: ['a', 'b'] } },
    one('best_of', 3),
    one('echo', true),
    one('frequency_penalty', 0.5),
    one('logit_bias', { '50256': -100 }),
    one('logprobs', 2),
    one('max_tokens', 77),
    one('n', 2),
    one('presence_penalty', 0.5),
    one('seed', 7),
    one('stop', ['END']),
    byGateway('stream', true),
    byGateway('stream_options', { include_usage: true }),
    one('suffix', 'the end'),
    one('temperature', 0.5),
    one('top_p', 0.5),
    one('user', 'u1'),
  ],
};

export const SURFACE_PARAMETERS: readonly SurfaceParameters[] = [CHAT, RESPONSES, MESSAGES, COMPLETIONS];
