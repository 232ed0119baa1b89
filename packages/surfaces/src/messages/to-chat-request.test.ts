import type { ModelHubError } from '@modelhub/core/errors';
import { anthropicError } from '@modelhub/providers/anthropic/client-error';
import { describe, expect, test } from 'vitest';
import { sealReasoning } from '../reasoning-envelope.ts';
import { messagesSurface } from './surface.ts';

const translate = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> => {
  const body = { model: 'm', max_tokens: 100, messages: [{ role: 'user', content: 'Hi' }], ...fields };
  return messagesSurface.toChatRequest(messagesSurface.read(Buffer.from(JSON.stringify(body))));
};
const messages = (list: readonly object[]): unknown => translate({ messages: list })['messages'];
const thrown = (fields: Readonly<Record<string, unknown>>): unknown => {
  try {
    translate(fields);
  } catch (error) {
    return error;
  }
  return null;
};

describe('a request in Anthropic’s dialect as a chat completion', () => {
  test('a thread is refused in the words by which Anthropic’s SDK knows to send everything', () => {
    for (const thread of [{ type: 'create' }, { type: 'continue', previous_message_id: 'msg_1' }]) {
      const error = thrown({ thread }) as ModelHubError;
      expect(error).toMatchObject({ code: 'unsupported_parameter', param: 'thread' });
      expect(anthropicError(error)).toMatchObject({ error: { details: { error_code: 'thread_unsupported_request', unsupported: ['thread'] } } });
    }
    expect(thrown({ thread: null })).toBeNull();
    expect(anthropicError(thrown({ container: 'c' }) as ModelHubError)).not.toHaveProperty('error.details');
  });

  test('limits, sampling, stops and the user have other names or the same', () => {
    const request = translate({
      temperature: 0.5,
      top_p: 0.9,
      top_k: 5,
      stop_sequences: ['END'],
      stream: true,
      metadata: { user_id: 'u1' },
      service_tier: 'standard_only',
    });
    expect(request).toMatchObject({ max_tokens: 100, temperature: 0.5, top_p: 0.9, top_k: 5, stop: ['END'], user: 'u1', service_tier: 'default' });
    expect(request).toMatchObject({ stream: true, stream_options: { include_usage: true } });
    for (const field of ['stop_sequences', 'metadata', 'system']) expect(request).not.toHaveProperty(field);
  });

  test('the system prompt goes first, with its marks', () => {
    expect(translate({ system: 'Be brief.' })['messages']).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hi' },
    ]);
    const marked = { type: 'text', text: 'Long.', cache_control: { type: 'ephemeral', ttl: '1h' } };
    expect(translate({ system: [marked] })['messages']).toMatchObject([{ role: 'system', content: [marked] }, {}]);
  });

  test('a tool loop: calls, results with errors and pictures, and what the user says behind them', () => {
    const picture = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } };
    expect(
      messages([
        {
          role: 'assistant',
          content: [
            { type: 'text', text: 'I ' },
            { type: 'text', text: 'look.' },
            { type: 'tool_use', id: 't1', name: 'look', input: { at: [1, 2] } },
            { type: 'tool_use', id: 't2', name: 'look', input: {} },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Go on.' },
            { type: 'tool_result', tool_use_id: 't1', content: 'seen' },
            { type: 'tool_result', tool_use_id: 't2', is_error: true, content: [{ type: 'text', text: 'no' }, picture] },
          ],
        },
      ]),
    ).toEqual([
      {
        role: 'assistant',
        content: 'I look.',
        tool_calls: [
          { id: 't1', type: 'function', function: { name: 'look', arguments: '{"at":[1,2]}' } },
          { id: 't2', type: 'function', function: { name: 'look', arguments: '{}' } },
        ],
      },
      { role: 'tool', tool_call_id: 't1', content: 'seen' },
      {
        role: 'tool',
        tool_call_id: 't2',
        content: [
          { type: 'text', text: 'no' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
        ],
        is_error: true,
      },
      { role: 'user', content: [{ type: 'text', text: 'Go on.' }] },
    ]);
  });

  test('thinking keeps its proof, and whose it is', () => {
    const gemini = sealReasoning({ kind: 'signature', format: 'google-gemini-v1', data: 'SIG', about: 'call_1' });
    const openai = sealReasoning({ kind: 'encrypted', format: 'openai-responses-v1', data: 'a.b.c', about: 'rs_1' });
    const content = [
      { type: 'thinking', thinking: 'Hm.', signature: 'claude-signature' },
      { type: 'redacted_thinking', data: 'claude-data' },
      { type: 'thinking', thinking: '', signature: gemini },
      { type: 'redacted_thinking', data: openai },
      { type: 'text', text: 'Yes.' },
    ];
    expect(messages([{ role: 'assistant', content }])).toEqual([
      {
        role: 'assistant',
        content: 'Yes.',
        reasoning_content: 'Hm.',
        reasoning_details: [
          { type: 'reasoning.text', text: 'Hm.', signature: 'claude-signature', format: 'anthropic-claude-v1', index: 0 },
          { type: 'reasoning.encrypted', data: 'claude-data', format: 'anthropic-claude-v1', index: 1 },
          { type: 'reasoning.encrypted', data: 'SIG', id: 'call_1', format: 'google-gemini-v1', index: 2 },
          { type: 'reasoning.encrypted', data: 'a.b.c', id: 'rs_1', format: 'openai-responses-v1', index: 3 },
        ],
      },
    ]);
  });

  test('pictures and documents', () => {
    expect(
      messages([
        {
          role: 'user',
          content: [
            { type: 'image', source: { type: 'url', url: 'https://a.example/p.png' } },
            { type: 'document', title: 'T.pdf', source: { type: 'base64', media_type: 'application/pdf', data: 'JVBE' } },
            { type: 'document', title: 'Notes', source: { type: 'text', media_type: 'text/plain', data: 'words' } },
            { type: 'search_result', title: 'R', source: 'https://r.example', content: [{ type: 'text', text: 'found' }] },
          ],
        },
      ]),
    ).toEqual([
      {
        role: 'user',
        content: [
          { type: 'image_url', image_url: { url: 'https://a.example/p.png' } },
          { type: 'file', file: { filename: 'T.pdf', file_data: 'data:application/pdf;base64,JVBE' } },
          { type: 'text', text: 'Notes\n\nwords' },
          { type: 'text', text: 'R (https://r.example)\nfound' },
        ],
      },
    ]);
  });

  test.each([
    [{ type: 'auto' }, { tool_choice: 'auto' }],
    [{ type: 'any' }, { tool_choice: 'required' }],
    [{ type: 'none' }, { tool_choice: 'none' }],
    [
      { type: 'tool', name: 'f', disable_parallel_tool_use: true },
      { tool_choice: { type: 'function', function: { name: 'f' } }, parallel_tool_calls: false },
    ],
  ])('tool choice %j', (choice, expected) => {
    const schema = { type: 'object', properties: { a: { type: 'string' } } };
    const request = translate({ tools: [{ name: 'f', description: 'd', input_schema: schema }], tool_choice: choice });
    expect(request).toMatchObject({ tools: [{ type: 'function', function: { name: 'f', description: 'd', parameters: schema } }], ...expected });
  });

  test.each([
    [{ thinking: { type: 'enabled', budget_tokens: 1_024 } }, 'low'],
    [{ thinking: { type: 'enabled', budget_tokens: 8_000 } }, 'medium'],
    [{ thinking: { type: 'enabled', budget_tokens: 32_000 } }, 'high'],
    [{ thinking: { type: 'disabled' } }, 'none'],
    [{ thinking: { type: 'adaptive' }, output_config: { effort: 'max' } }, 'xhigh'],
  ])('%j is an effort', (fields, effort) => {
    expect(translate(fields)).toMatchObject({ reasoning_effort: effort });
    expect(translate(fields)).not.toHaveProperty('thinking');
  });

  test('a schema for the answer', () => {
    const schema = { type: 'object' };
    const expected = { type: 'json_schema', json_schema: { strict: true, schema } };
    expect(translate({ output_config: { format: { type: 'json_schema', schema } } })).toMatchObject({ response_format: expected });
    expect(translate({ output_format: { type: 'json_schema', schema } })).toMatchObject({ response_format: expected });
  });

  test.each([
    [{ tools: [{ type: 'web_search_20250305', name: 'web_search' }] }, 'tools[0].type'],
    [{ mcp_servers: [{ url: 'https://x.example' }] }, 'mcp_servers'],
    [{ container: 'c' }, 'container'],
    [{ messages: [{ role: 'user', content: [{ type: 'image', source: { type: 'file', file_id: 'f' } }] }] }, 'messages[0].content[0].source.type'],
    [{ messages: [{ role: 'user', content: [{ type: 'container_upload' }] }] }, 'messages[0].content[0].type'],
    [{ messages: [{ role: 'assistant', content: [{ type: 'server_tool_use' }] }] }, 'messages[0].content[0].type'],
  ])('%j is refused by name', (fields, param) => {
    expect(thrown(fields)).toMatchObject({ code: 'unsupported_parameter', param });
  });

  test.each([
    [{ max_tokens: undefined }, 'missing_required_parameter', 'max_tokens'],
    [{ max_tokens: 0 }, 'invalid_value', 'max_tokens'],
    [{ messages: [] }, 'invalid_value', 'messages'],
    [{ messages: [{ role: 'tool', content: 'x' }] }, 'invalid_value', 'messages[0].role'],
    [{ messages: [{ role: 'user', content: 5 }] }, 'invalid_value', 'messages[0].content'],
    [{ messages: [{ role: 'user', content: [5] }] }, 'invalid_value', 'messages[0].content[0]'],
    [{ messages: [{ role: 'user', content: [{ type: 'text' }] }] }, 'invalid_value', 'messages[0].content[0]'],
    [{ stream: 'yes' }, 'invalid_value', 'stream'],
    [{ system: 5 }, 'invalid_value', 'system'],
    [{ tools: [{ input_schema: {} }] }, 'invalid_value', 'tools[0].name'],
    [{ tools: [{ name: 'f' }], tool_choice: { type: 'some' } }, 'invalid_value', 'tool_choice.type'],
  ])('%j is wrong by name', (fields, code, param) => {
    expect(thrown(fields)).toMatchObject({ code, param });
  });
});
