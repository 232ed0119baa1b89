import { conversationOf, offeredTool, type ToolChoice } from '../conversation.ts';
import { firstNumber, object, objects, stringOr, strings, type Json } from '../json.ts';
import { isSignatureOf, signatureOf } from '../thought.ts';
import { Transcript, type Turn } from '../transcript.ts';
import type { PlannedUsage } from '../usage.ts';
import { WholeCharacters } from '../whole-characters.ts';
import { EVENT_STREAM, sse, type Answering, type Dialect, type ErrorAnswer, type Failing } from './dialect.ts';

// Wording and types: docs.anthropic.com, "Errors".
const ERRORS: Readonly<Record<Failing, { readonly status: number; readonly type: string; readonly message: string }>> = {
  'server-error': { status: 500, type: 'api_error', message: 'Internal server error' },
  overloaded: { status: 529, type: 'overloaded_error', message: 'Overloaded' },
  'rate-limit': { status: 429, type: 'rate_limit_error', message: 'This request would exceed your account’s rate limit. Please try again later.' },
  'invalid-key': { status: 401, type: 'authentication_error', message: 'invalid x-api-key' },
  'bad-request': { status: 400, type: 'invalid_request_error', message: 'messages: at least one message is required' },
};

/** Anthropic's messages; aimock writes the form. */
export const anthropic: Dialect = {
  requestIdHeader: 'request-id',
  streamType: EVENT_STREAM,
  read(body, path) {
    const transcript = readMessages(body);
    const choice = object(body['tool_choice']);
    const format = object(object(body['output_config'])['format'] ?? body['output_format']);
    return conversationOf(transcript, {
      model: path.model ?? stringOr(body['model'], ''),
      isStream: path.isStream ?? body['stream'] === true,
      tools: objects(body['tools']).flatMap((tool) => offeredTool(tool, tool['input_schema'])),
      toolChoice: toolChoice(choice),
      allowsParallelTools: choice['disable_parallel_tool_use'] !== true,
      answerSchema: format['type'] === 'json_schema' ? object(format['schema']) : null,
      outputTokensMax: firstNumber(body['max_tokens']),
      stopSequences: strings(body['stop_sequences']),
      asksForThinking: ['enabled', 'adaptive'].includes(stringOr(object(body['thinking'])['type'], '')),
      caching: 'marked',
      cacheMarks: cacheMarks(body),
    });
  },
  refusal: (body) => forgedThought(body) ?? forgottenThought(body),
  async whole(answering) {
    const { usage: _replaced, ...body } = JSON.parse((await askAimock(answering)).toString()) as Json;
    return { ...body, ...stopped(answering), ...(answering.usage === null ? {} : { usage: anthropicUsage(answering.usage) }) };
  },
  async frames(answering) {
    const events = (await askAimock(answering))
      .toString()
      .split('\n\n')
      .filter((event) => event !== '');
    const characters = new WholeCharacters();
    return events.map((event) => {
      const data = JSON.parse(event.slice(event.indexOf('data: ') + 'data: '.length)) as Json;
      return sse(mended(withUsage(data, answering), characters), stringOr(data['type'], ''));
    });
  },
  error: anthropicError,
  errorFrame: (requestId) => sse(anthropicError('overloaded', { requestId }).body, 'error'),
};

function anthropicError(kind: Failing, about: { readonly requestId: string; readonly message?: string }): ErrorAnswer {
  const { status, type, message } = ERRORS[kind];
  return {
    status,
    headers: kind === 'rate-limit' ? { 'retry-after': '1' } : {},
    body: { type: 'error', error: { type, message: about.message ?? message }, request_id: about.requestId },
  };
}

function forgedThought(body: Json): string | null {
  for (const [message, { content }] of objects(body['messages']).entries()) {
    for (const [index, block] of objects(content).entries()) {
      const isForged = block['type'] === 'thinking' && !isSignatureOf('claude', stringOr(block['thinking'], ''), block['signature']);
      if (isForged) return `messages.${message}.content.${index}: Invalid \`signature\` in \`thinking\` block`;
    }
  }
  return null;
}

/** While a tool loop goes on, what was thought before the call has to come along (docs "Extended thinking", "Preserving thinking blocks"). */
function forgottenThought(body: Json): string | null {
  if (object(body['thinking'])['type'] !== 'enabled') return null;
  const messages = objects(body['messages']);
  const position = messages.findLastIndex(({ role }) => role === 'assistant');
  const blocks = objects(messages[position]?.['content']);
  const first = blocks[0]?.['type'];
  if (!blocks.some(({ type }) => type === 'tool_use') || first === 'thinking' || first === 'redacted_thinking') return null;
  const expected = `messages.${position}.content.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found \`${String(first)}\`.`;
  return `${expected} When \`thinking\` is enabled, a final \`assistant\` message must start with a thinking block.`;
}

function askAimock({ backend, request, body, plan, conversation }: Answering): Promise<Buffer> {
  const { text, calls, reasoning, finish } = plan;
  const response = {
    ...(text !== '' || calls.length === 0 ? { content: text } : {}),
    ...(calls.length === 0 ? {} : { toolCalls: calls.map((call) => ({ ...call, id: `toolu_${call.id}` })) }),
    ...(reasoning === null ? {} : { reasoning, reasoningSignature: signatureOf('claude', reasoning) }),
    finishReason: finish === 'content_filter' ? 'refusal' : finish,
  };
  const { anthropic_version: _version, ...asked } = body;
  const sent = Buffer.from(JSON.stringify({ ...asked, model: conversation.model, stream: conversation.isStream }));
  return backend.answer({ ...request, path: '/v1/messages', body: sent }, response, plan.random);
}

function mended(event: Json, characters: WholeCharacters): Json {
  if (event['type'] !== 'content_block_delta') return event;
  const delta = Object.entries(object(event['delta'])).map(([name, value]) => {
    const isText = ['text', 'thinking', 'partial_json'].includes(name) && typeof value === 'string';
    return [name, isText ? characters.next(`${String(event['index'])} ${name}`, value) : value] as const;
  });
  return { ...event, delta: Object.fromEntries(delta) };
}

/** The start tells the prompt and a first token; the end tells running totals (docs "Streaming messages"). */
function withUsage(event: Json, answering: Answering): Json {
  const { usage } = answering;
  if (event['type'] === 'message_start') {
    const { usage: _replaced, ...message } = object(event['message']);
    return { ...event, message: usage === null ? message : { ...message, usage: anthropicUsage(usage, Math.min(1, usage.output)) } };
  }
  if (event['type'] !== 'message_delta') return event;
  const { usage: _replaced, ...rest } = event;
  return { ...rest, delta: { ...object(event['delta']), ...stopped(answering) }, ...(usage === null ? {} : { usage: deltaUsage(usage) }) };
}

function stopped({ plan }: Answering): Json {
  return plan.stopSequence === null ? {} : { stop_reason: 'stop_sequence', stop_sequence: plan.stopSequence };
}

function readMessages(body: Json): Transcript {
  const transcript = new Transcript();
  transcript.system.push(...textsOf(body['system']));
  for (const { role, content } of objects(body['messages'])) {
    const speaker = role === 'assistant' ? 'assistant' : 'user';
    if (typeof content === 'string') transcript.turn(speaker).texts.push(content);
    for (const block of objects(content)) {
      if (block['type'] === 'tool_result') readToolResult(transcript, block['content']);
      else if (block['type'] === 'tool_use') transcript.toolCall(stringOr(block['name'], ''), block['input']);
      else if (block['type'] !== 'thinking' && block['type'] !== 'redacted_thinking') readBlock(transcript.turn(speaker), block);
    }
  }
  return transcript;
}

function readToolResult(transcript: Transcript, content: unknown): void {
  const turn = transcript.toolResult(textsOf(content).join('\n'));
  for (const block of objects(content)) if (typeof block['text'] !== 'string') readBlock(turn, block);
}

function readBlock(turn: Turn, block: Json): void {
  if (typeof block['text'] === 'string') turn.texts.push(block['text']);
  else if (block['type'] === 'image') turn.images += 1;
  else if (block['type'] === 'document') turn.documents += 1;
}

function textsOf(content: unknown): string[] {
  return typeof content === 'string' ? [content] : objects(content).flatMap((block) => [...strings(block['text'])]);
}

function toolChoice({ type, name }: Json): ToolChoice {
  if (type === 'tool' && typeof name === 'string') return { kind: 'named', name };
  if (type === 'none') return { kind: 'none' };
  return { kind: type === 'any' ? 'required' : 'auto' };
}

function cacheMarks({ cache_control, system, messages, tools }: Json): Set<'5m' | '1h'> {
  const marks = new Set<'5m' | '1h'>();
  const text = JSON.stringify({ cache_control, system, messages, tools });
  for (const [mark] of text.matchAll(/"cache_control":\{[^}]*\}/g)) marks.add(mark.includes('"ttl":"1h"') ? '1h' : '5m');
  return marks;
}

/** Messages API, "Usage": what was read from and written to a cache stands beside `input_tokens`. */
function anthropicUsage(usage: PlannedUsage, outputTokens = usage.output): Json {
  return {
    input_tokens: usage.input,
    cache_creation_input_tokens: usage.cacheWrite5m + usage.cacheWrite1h,
    cache_read_input_tokens: usage.cacheRead,
    cache_creation: { ephemeral_5m_input_tokens: usage.cacheWrite5m, ephemeral_1h_input_tokens: usage.cacheWrite1h },
    output_tokens: outputTokens,
    service_tier: 'standard',
  };
}

/** Both forms are in use: the output alone, and every running total again. */
function deltaUsage(usage: PlannedUsage): Json {
  if (usage.output % 2 === 0) return { output_tokens: usage.output };
  return {
    input_tokens: usage.input,
    cache_creation_input_tokens: usage.cacheWrite5m + usage.cacheWrite1h,
    cache_read_input_tokens: usage.cacheRead,
    output_tokens: usage.output,
  };
}
