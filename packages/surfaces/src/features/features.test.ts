import { describe, expect, test } from 'vitest';
import { chatSurface } from '../chat/surface.ts';
import { completionsSurface } from '../completions/surface.ts';
import { ConversationCall } from '../conversation-call.ts';
import { messagesSurface } from '../messages/surface.ts';
import { OperationCall } from '../operations/operation-call.ts';
import { OPERATION_SURFACES } from '../operations/surfaces.ts';
import { responsesSurface } from '../responses/surface.ts';
import type { ConversationSurface, SurfaceCall } from '../types.ts';

const call = (surface: ConversationSurface, body: object): SurfaceCall =>
  new ConversationCall(surface, { body: Buffer.from(JSON.stringify({ model: 'gpt-4o', ...body })), headers: {} });
const german = 'Was ist auf dem Bild zu sehen, und wie viel kostet das?';
const url = 'https://example.com/cat.png';
const data = { type: 'base64', media_type: 'image/png', data: 'AAAA' };

/** The same conversation: two turns, a call of a tool that answers with a picture, a picture and a document of the user's own, JSON wanted. */
const conversations: readonly (readonly [ConversationSurface, object])[] = [
  [
    chatSurface,
    {
      messages: [
        { role: 'system', content: 'Answer.' },
        { role: 'user', content: 'Hello' },
        { role: 'assistant', content: null, tool_calls: [{ id: 'a', type: 'function', function: { name: 'look', arguments: '{}' } }] },
        { role: 'tool', tool_call_id: 'a', content: [{ type: 'image_url', image_url: { url } }] },
        {
          role: 'user',
          content: [
            { type: 'text', text: german },
            { type: 'image_url', image_url: { url } },
            { type: 'file', file: { file_data: 'x' } },
          ],
        },
      ],
      tools: [{ type: 'function', function: { name: 'look' } }],
      response_format: { type: 'json_object' },
      max_completion_tokens: 300,
      metadata: { team: 'support' },
    },
  ],
  [
    responsesSurface,
    {
      input: [
        { role: 'user', content: 'Hello' },
        { type: 'function_call', call_id: 'a', name: 'look', arguments: '{}' },
        { type: 'function_call_output', call_id: 'a', output: [{ type: 'input_image', image_url: url }] },
        {
          type: 'message',
          role: 'user',
          content: [
            { type: 'input_text', text: german },
            { type: 'input_image', image_url: url },
            { type: 'input_file', file_data: 'x' },
          ],
        },
      ],
      tools: [{ type: 'function', name: 'look' }],
      text: { format: { type: 'json_object' } },
      max_output_tokens: 300,
      metadata: { team: 'support' },
    },
  ],
  [
    messagesSurface,
    {
      max_tokens: 300,
      messages: [
        { role: 'user', content: 'Hello' },
        { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'look', input: {} }] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a', content: [{ type: 'image', source: data }] }] },
        {
          role: 'user',
          content: [
            { type: 'text', text: german },
            { type: 'image', source: data },
            { type: 'document', source: data },
          ],
        },
      ],
      tools: [{ name: 'look', input_schema: { type: 'object' } }],
      output_config: { format: { type: 'json_schema', schema: {} } },
      metadata: { team: 'support' },
    },
  ],
];

describe('features of a conversation', () => {
  test.each(conversations)('are the same in every dialect: $name', (surface, body) => {
    const { prompt_tokens: promptTokens, ...features } = call(surface, body).features;
    expect(promptTokens).toBeGreaterThan(700);
    expect(features).toEqual({
      surface: surface.name,
      output_tokens_max: 300,
      turns: 2,
      tools: 1,
      images: 2,
      audio: 0,
      files: 1,
      json_output: true,
      language: 'de',
      metadata: { team: 'support' },
    });
  });

  test.each(conversations)('beside them, what a model has to take: $name', (surface, body) => {
    const { inputModalities } = call(surface, body);
    // Anthropic's document is a picture here.
    expect(inputModalities).toEqual(surface === messagesSurface ? ['image'] : ['image', 'pdf']);
  });

  test.each([
    [chatSurface, { type: 'text', text: 'x' }, []],
    [chatSurface, { type: 'input_audio', input_audio: { data: 'x', format: 'wav' } }, ['audio']],
    [chatSurface, { type: 'file', file: { file_data: 'data:application/pdf;base64,AA' } }, ['pdf']],
    [chatSurface, { type: 'file', file: { file_data: 'data:text/csv;base64,AA', filename: 'a.pdf' } }, []],
    [chatSurface, { type: 'file', file: { file_data: 'data:application/octet-stream;base64,AA', filename: 'a.PDF' } }, ['pdf']],
    [chatSurface, { type: 'file', file: { file_id: 'file-1' } }, ['pdf']],
    [responsesSurface, { type: 'input_file', filename: 'a.docx', file_data: 'AA' }, []],
    [responsesSurface, { type: 'input_file', file_url: 'https://example.com/a' }, ['pdf']],
    [messagesSurface, { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'x' } }, []],
    [messagesSurface, { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'AA' } }, ['pdf']],
    [messagesSurface, { type: 'document', source: { type: 'content', content: [{ type: 'image', source: data }] } }, ['image']],
    [messagesSurface, { type: 'tool_result', tool_use_id: 'a', content: [{ type: 'image', source: data }] }, ['image']],
  ] as const)('%# are needed for a part by what it says of itself', (surface, part, expected) => {
    const content = [null, 'text', part];
    const body = surface === responsesSurface ? { input: [{ role: 'user', content }] } : { max_tokens: 5, messages: [{ role: 'user', content }] };
    expect(call(surface, body).inputModalities).toEqual(expected);
  });

  test('of a text alone', () => {
    const expected = { turns: 1, tools: 0, images: 0, json_output: false, language: 'de', metadata: {} };
    expect(call(responsesSurface, { input: german }).features).toMatchObject({ ...expected, output_tokens_max: null });
    expect(call(completionsSurface, { prompt: german, max_tokens: 5 }).features).toMatchObject({ ...expected, output_tokens_max: 5 });
    const heard = { messages: [{ role: 'user', content: [{ type: 'input_audio', input_audio: { data: 'x', format: 'wav' } }] }] };
    expect(call(chatSurface, heard).features).toMatchObject({ audio: 1, turns: 1, language: null });
  });

  test('hold none of the text', () => {
    expect(JSON.stringify(call(chatSurface, { messages: [{ role: 'user', content: german }] }).features)).not.toContain('Bild');
  });

  test('are read from whatever is accepted', () => {
    const odd = {
      messages: [{ role: 'user' }, { role: 'user', content: [null, 1, 'text', { type: 7 }] }],
      tools: 'none',
      metadata: [1],
      response_format: 'json',
    };
    expect(call(chatSurface, odd).features).toMatchObject({ turns: 2, tools: 0, json_output: false, metadata: {} });
  });
});

test('features of operations', () => {
  const embeddings = OPERATION_SURFACES.find(({ name }) => name === 'embeddings');
  if (embeddings === undefined) expect.fail('no embeddings');
  const asked = { request: { model: 'text-embedding-3-small', input: [german] }, files: [] };
  const call = new OperationCall(embeddings, asked, null);
  expect(call.features).toMatchObject({ surface: 'embeddings', turns: 1, language: 'de', images: 0 });
  expect(call.inputModalities).toEqual([]);
  const moderations = OPERATION_SURFACES.find(({ name }) => name === 'moderations') ?? expect.fail('no moderations');
  const seen = { request: { model: 'omni-moderation-latest', input: [{ type: 'image_url', image_url: { url } }] }, files: [] };
  expect(new OperationCall(moderations, seen, null).inputModalities).toEqual(['image']);
});
