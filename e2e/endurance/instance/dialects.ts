import type { CompleteShape } from './answer-shape.ts';

/** How a provider's dialect says things: whole frames, as they go over the wire. */
export interface Dialect {
  start(shape: CompleteShape): string;
  piece(shape: CompleteShape, text: string): string;
  end(shape: CompleteShape): string;
  whole(shape: CompleteShape, text: string): string;
}

const PROMPT_TOKENS = 25;

const chunk = (choices: readonly object[], usage: object | null): string =>
  `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_763_000_000, model: 'gpt-4o', choices, usage })}\n\n`;

const openaiUsage = ({ pieces }: CompleteShape): object => ({ prompt_tokens: PROMPT_TOKENS, completion_tokens: pieces, total_tokens: PROMPT_TOKENS + pieces });

const call = (args: string, isFirst: boolean): object => ({
  index: 0,
  ...(isFirst ? { id: 'call_1', type: 'function' } : {}),
  function: { ...(isFirst ? { name: 'note' } : {}), arguments: args },
});

export const openaiDialect: Dialect = {
  start: ({ isToolCall }) =>
    chunk(
      [{ index: 0, delta: { role: 'assistant', ...(isToolCall ? { tool_calls: [call('{"text":"', true)] } : { content: '' }) }, finish_reason: null }],
      null,
    ),
  piece: ({ isToolCall }, text) =>
    chunk([{ index: 0, delta: isToolCall ? { tool_calls: [call(text, false)] } : { content: text }, finish_reason: null }], null),
  end: (shape) =>
    (shape.isToolCall ? chunk([{ index: 0, delta: { tool_calls: [call('"}', false)] }, finish_reason: null }], null) : '') +
    chunk([{ index: 0, delta: {}, finish_reason: shape.isToolCall ? 'tool_calls' : 'stop' }], null) +
    chunk([], openaiUsage(shape)) +
    'data: [DONE]\n\n',
  whole: (shape, text) =>
    JSON.stringify({
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1_763_000_000,
      model: 'gpt-4o',
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: shape.isToolCall ? null : text,
            refusal: null,
            ...(shape.isToolCall ? { tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'note', arguments: JSON.stringify({ text }) } }] } : {}),
          },
          logprobs: null,
          finish_reason: shape.isToolCall ? 'tool_calls' : 'stop',
        },
      ],
      usage: openaiUsage(shape),
    }),
};

const event = (data: { readonly type: string } & Readonly<Record<string, unknown>>): string => `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;

const message = (content: readonly object[], more: object): object => ({
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude-sonnet-4-5',
  content,
  stop_reason: null,
  stop_sequence: null,
  ...more,
});

const stopReason = ({ isToolCall }: CompleteShape): string => (isToolCall ? 'tool_use' : 'end_turn');

export const anthropicDialect: Dialect = {
  start: ({ isToolCall }) =>
    event({ type: 'message_start', message: message([], { usage: { input_tokens: PROMPT_TOKENS, output_tokens: 1 } }) }) +
    event({
      type: 'content_block_start',
      index: 0,
      content_block: isToolCall ? { type: 'tool_use', id: 'toolu_1', name: 'note', input: {} } : { type: 'text', text: '' },
    }) +
    (isToolCall ? event({ type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '{"text":"' } }) : ''),
  piece: ({ isToolCall }, text) =>
    event({ type: 'content_block_delta', index: 0, delta: isToolCall ? { type: 'input_json_delta', partial_json: text } : { type: 'text_delta', text } }),
  end: (shape) =>
    (shape.isToolCall ? event({ type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '"}' } }) : '') +
    event({ type: 'content_block_stop', index: 0 }) +
    event({ type: 'message_delta', delta: { stop_reason: stopReason(shape), stop_sequence: null }, usage: { output_tokens: shape.pieces } }) +
    event({ type: 'message_stop' }),
  whole: (shape, text) =>
    JSON.stringify(
      message([shape.isToolCall ? { type: 'tool_use', id: 'toolu_1', name: 'note', input: { text } } : { type: 'text', text }], {
        stop_reason: stopReason(shape),
        usage: { input_tokens: PROMPT_TOKENS, output_tokens: shape.pieces },
      }),
    ),
};
