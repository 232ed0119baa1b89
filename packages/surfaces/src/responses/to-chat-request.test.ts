import { describe, expect, test } from 'vitest';
import { sealReasoning } from '../reasoning-envelope.ts';
import { toChatRequest } from './to-chat-request.ts';

const chat = (value: object) => toChatRequest({ model: 'm', input: 'Hi', ...value });
const messages = (input: unknown, more: object = {}): readonly unknown[] => chat({ input, ...more }).messages;
const tool = { type: 'function', name: 'f', description: 'F', parameters: { type: 'object' }, strict: true };
const toolOfChat = { type: 'function', function: { name: 'f', description: 'F', parameters: { type: 'object' }, strict: true } };

describe('a response as a chat completion', () => {
  test('a text, and what goes on under another name', () => {
    const request = {
      instructions: 'Be short.',
      max_output_tokens: 9,
      reasoning: { effort: 'low', summary: 'auto' },
      text: { verbosity: 'low', format: { type: 'json_schema', name: 'x', schema: { type: 'object' }, strict: true } },
      include: ['message.output_text.logprobs', 'reasoning.encrypted_content'],
      top_logprobs: 2,
      temperature: 0.5,
      service_tier: 'auto',
      prompt_cache_key: 'k',
      safety_identifier: 's',
      provider: { order: ['openai'] },
      stream: true,
      store: true,
      metadata: { a: 'b' },
      truncation: 'disabled',
    };
    expect(chat(request)).toEqual({
      model: 'm',
      messages: [
        { role: 'system', content: 'Be short.' },
        { role: 'user', content: 'Hi' },
      ],
      max_completion_tokens: 9,
      reasoning_effort: 'low',
      verbosity: 'low',
      response_format: { type: 'json_schema', json_schema: { name: 'x', schema: { type: 'object' }, strict: true } },
      logprobs: true,
      top_logprobs: 2,
      temperature: 0.5,
      service_tier: 'auto',
      prompt_cache_key: 'k',
      safety_identifier: 's',
      provider: { order: ['openai'] },
      stream: true,
    });
  });

  test('every kind of content', () => {
    const content = [
      { type: 'input_text', text: 'a', cache_control: { type: 'ephemeral' } },
      { type: 'input_image', image_url: 'data:image/png;base64,AA==', detail: 'low' },
      { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,AA==' },
      { type: 'input_file', file_url: 'https://example.com/a.pdf' },
      { type: 'input_audio', input_audio: { data: 'AA==', format: 'wav' } },
    ];
    expect(
      messages([
        { role: 'developer', content: 'd' },
        { type: 'message', role: 'user', content },
      ]),
    ).toEqual([
      { role: 'developer', content: 'd' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'a', cache_control: { type: 'ephemeral' } },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==', detail: 'low' } },
          { type: 'file', file: { file_data: 'data:application/pdf;base64,AA==', filename: 'a.pdf' } },
          { type: 'file', file: { file_data: 'https://example.com/a.pdf' } },
          { type: 'input_audio', input_audio: { data: 'AA==', format: 'wav' } },
        ],
      },
    ]);
  });

  test('what a model did in one turn is one message, with its calls answered after it', () => {
    const sealed = sealReasoning({ kind: 'signature', format: 'anthropic-claude-v1', data: 'c2ln', about: null });
    const input = [
      { role: 'user', content: 'Go' },
      { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'Thinking' }], encrypted_content: sealed },
      { type: 'message', role: 'assistant', id: 'msg_1', status: 'completed', content: [{ type: 'output_text', text: 'I will.', annotations: [] }] },
      { type: 'function_call', call_id: 'c1', name: 'f', arguments: '{"a": 1}' },
      { type: 'custom_tool_call', call_id: 'c2', name: 'sql', input: 'SELECT "1"' },
      { type: 'custom_tool_call_output', call_id: 'c2', output: [{ type: 'input_text', text: 'one' }] },
      {
        type: 'function_call_output',
        call_id: 'c1',
        output: [
          { type: 'input_text', text: 'x' },
          { type: 'input_image', image_url: 'https://example.com/i.png' },
        ],
      },
      { type: 'message', role: 'assistant', content: [{ type: 'refusal', refusal: 'No.' }] },
    ];
    expect(messages(input)).toEqual([
      { role: 'user', content: 'Go' },
      {
        role: 'assistant',
        content: 'I will.',
        reasoning_content: 'Thinking',
        reasoning_details: [{ type: 'reasoning.text', text: 'Thinking', signature: 'c2ln', format: 'anthropic-claude-v1', index: 0 }],
        tool_calls: [
          { id: 'c1', type: 'function', function: { name: 'f', arguments: '{"a": 1}' } },
          { id: 'c2', type: 'function', function: { name: 'sql', arguments: String.raw`{"input":"SELECT \"1\""}` } },
        ],
      },
      { role: 'tool', tool_call_id: 'c2', content: 'one' },
      {
        role: 'tool',
        tool_call_id: 'c1',
        content: [
          { type: 'text', text: 'x' },
          { type: 'image_url', image_url: { url: 'https://example.com/i.png' } },
        ],
      },
      { role: 'assistant', content: [{ type: 'refusal', refusal: 'No.' }] },
    ]);
  });

  test('a signature names its call, and encrypted reasoning without an envelope is of the native API', () => {
    const sealed = sealReasoning({ kind: 'signature', format: 'google-gemini-v1', data: 'g', about: 'call.1' });
    const [message] = messages([
      { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: sealed },
      { type: 'reasoning', id: 'rs_2', summary: [{ type: 'summary_text', text: 's' }], encrypted_content: 'gAAA' },
      { type: 'function_call', call_id: 'call.1', name: 'f', arguments: '{}' },
    ]);
    expect(message).toMatchObject({
      content: null,
      reasoning_details: [
        { type: 'reasoning.encrypted', data: 'g', id: 'call.1', format: 'google-gemini-v1', index: 0 },
        { type: 'reasoning.summary', summary: 's', format: 'openai-responses-v1', index: 1 },
        { type: 'reasoning.encrypted', data: 'gAAA', id: 'rs_2', format: 'openai-responses-v1', index: 2 },
      ],
    });
  });

  describe('tools', () => {
    const sql = { type: 'custom', name: 'sql', description: 'SQL' };
    const sqlOfChat = {
      type: 'function',
      function: {
        name: 'sql',
        description: 'SQL',
        parameters: { type: 'object', properties: { input: { type: 'string' } }, required: ['input'], additionalProperties: false },
      },
    };

    test.each([
      ['auto', 'auto', [toolOfChat, sqlOfChat]],
      ['required', 'required', [toolOfChat, sqlOfChat]],
      ['none', 'none', [toolOfChat, sqlOfChat]],
      [{ type: 'function', name: 'f' }, { type: 'function', function: { name: 'f' } }, [toolOfChat, sqlOfChat]],
      [{ type: 'custom', name: 'sql' }, { type: 'function', function: { name: 'sql' } }, [toolOfChat, sqlOfChat]],
      [{ type: 'allowed_tools', mode: 'required', tools: [{ type: 'custom', name: 'sql' }] }, 'required', [sqlOfChat]],
    ])('tool_choice %j', (choice, translated, tools) => {
      expect(chat({ tools: [tool, sql], tool_choice: choice, parallel_tool_calls: false })).toMatchObject({
        tools,
        tool_choice: translated,
        parallel_tool_calls: false,
      });
    });

    test('without tools nothing is said about them', () => {
      expect(Object.keys(chat({ tools: [], tool_choice: 'auto', parallel_tool_calls: true }))).toEqual(['model', 'messages']);
    });

    test('a search on the web', () => {
      const search = { type: 'web_search', search_context_size: 'low', user_location: { type: 'approximate', country: 'DE' } };
      expect(chat({ tools: [search] })).toMatchObject({
        web_search_options: { search_context_size: 'low', user_location: { type: 'approximate', approximate: { country: 'DE' } } },
      });
    });
  });

  test.each([
    [{ tools: [tool, { type: 'code_interpreter', container: { type: 'auto' } }] }, 'tools[1].type'],
    [{ tools: [{ type: 'mcp', server_label: 'x' }] }, 'tools[0].type'],
    [{ tools: [{ type: 'custom', name: 'x', format: { type: 'grammar', syntax: 'lark', definition: 'x' } }] }, 'tools[0].format'],
    [{ tools: [{ type: 'web_search', filters: { allowed_domains: ['a.com'] } }] }, 'tools[0].filters'],
    [{ tools: [{ type: 'web_search' }], max_tool_calls: 2 }, 'max_tool_calls'],
    [{ tools: [{ type: 'web_search' }], include: ['web_search_call.action.sources'] }, 'include[0]'],
    [{ tools: [tool], tool_choice: { type: 'file_search' } }, 'tool_choice'],
    [{ truncation: 'auto' }, 'truncation'],
    [{ reasoning: { summary: 'concise' } }, 'reasoning.summary'],
    [{ reasoning: { mode: 'pro' } }, 'reasoning.mode'],
    [{ context_management: [{ type: 'compaction' }] }, 'context_management'],
    [{ input: [{ type: 'file_search_call', id: 'fs_1' }] }, 'input[0].type'],
    [{ input: [{ role: 'user', content: [{ type: 'input_image', file_id: 'file_1' }] }] }, 'input[0].content[0].file_id'],
    [{ input: [{ role: 'user', content: [{ type: 'computer_screenshot' }] }] }, 'input[0].content[0].type'],
  ])('refuses by name what a chat completion cannot do: %j', (value, param) => {
    expect(() => chat(value)).toThrow(expect.objectContaining({ code: 'unsupported_parameter', param }));
  });

  test.each([
    [{ tool_choice: 'required' }, 'tool_choice'],
    [{ tools: [tool], tool_choice: { type: 'function', name: 'g' } }, 'tool_choice.name'],
    [{ tools: [tool], tool_choice: { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'function', name: 'g' }] } }, 'tool_choice.tools[0]'],
    [{ text: { format: { type: 'grammar' } } }, 'text.format.type'],
    [{ input: [{ type: 'function_call', call_id: 'c', arguments: '{}' }] }, 'input[0].name'],
    [{ input: [{ type: 'function_call_output', output: 'x' }] }, 'input[0].call_id'],
    [{ input: [{ id: 'msg_1' }] }, 'input[0].id'],
  ])('names what is wrong in %j', (value, param) => {
    expect(() => chat(value)).toThrow(expect.objectContaining({ status: 400, param }));
  });
});
