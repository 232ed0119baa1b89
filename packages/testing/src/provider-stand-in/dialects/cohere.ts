import { conversationOf, offeredFunctions } from '../conversation.ts';
import { firstNumber, object, stringOr, strings, type Json } from '../json.ts';
import { piecesOf } from '../pieces.ts';
import type { PlannedUsage } from '../usage.ts';
import { EVENT_STREAM, idOf, sse, type Answering, type Dialect, type ErrorAnswer, type Failing } from './dialect.ts';
import { readMessages, readToolChoice } from './openai-chat.ts';

// docs.cohere.com, "Errors".
const ERRORS: Readonly<Record<Failing, { readonly status: number; readonly message: string }>> = {
  'server-error': { status: 500, message: 'internal server error' },
  overloaded: { status: 503, message: 'service unavailable' },
  'rate-limit': { status: 429, message: 'You are past the per minute request limit, please wait and try again later.' },
  'invalid-key': { status: 401, message: 'invalid api token' },
  'bad-request': { status: 400, message: 'invalid request: messages must be at least 1 token long or tool results must be specified.' },
};

/** Cohere's chat, version 2 (docs.cohere.com/reference/chat and chat-stream). */
export const cohere: Dialect = {
  requestIdHeader: null,
  streamType: EVENT_STREAM,
  read(body) {
    return conversationOf(readMessages(body['messages']), {
      model: stringOr(body['model'], ''),
      isStream: body['stream'] === true,
      tools: offeredFunctions(body['tools']),
      toolChoice: readToolChoice(body['tool_choice']),
      answerSchema: answerSchema(object(body['response_format'])),
      outputTokensMax: firstNumber(body['max_tokens']),
      stopSequences: strings(body['stop_sequences']),
      asksForThinking: object(body['thinking'])['type'] === 'enabled',
      seed: firstNumber(body['seed']),
    });
  },
  whole(answering) {
    const { text, calls, reasoning } = answering.plan;
    const content = [...(reasoning === null ? [] : [{ type: 'thinking', thinking: reasoning }]), ...(calls.length > 0 ? [] : [{ type: 'text', text }])];
    const message = {
      role: 'assistant',
      ...(content.length === 0 ? {} : { content }),
      ...(calls.length === 0 ? {} : { ...(text === '' ? {} : { tool_plan: text }), tool_calls: calls.map((call) => toolCall(call, call.arguments)) }),
    };
    return { id: idOf('', answering.requestId), finish_reason: finishReason(answering), message, ...counts(answering) };
  },
  frames: (answering) => [...events(answering).map((event) => sse(event, stringOr(event['type'], ''))), 'data: [DONE]\n\n'],
  error: (kind, { message }) => cohereError(kind, message),
  errorFrame: () => sse({ type: 'message-end', delta: { finish_reason: 'ERROR', error: ERRORS.overloaded.message } }, 'message-end'),
};

export function cohereError(kind: Failing, message: string = ERRORS[kind].message): ErrorAnswer {
  return { status: ERRORS[kind].status, body: { message } };
}

function answerSchema(format: Json): Json | null {
  return format['type'] === 'json_object' ? object(format['json_schema'] ?? format['schema']) : null;
}

function events(answering: Answering): Json[] {
  const { plan, requestId } = answering;
  const { calls, random } = plan;
  const empty = { role: 'assistant', content: [], tool_plan: '', tool_calls: [], citations: [] };
  const blocks = [
    ...(plan.reasoning === null ? [] : [{ type: 'thinking', text: plan.reasoning }]),
    ...(calls.length > 0 ? [] : [{ type: 'text', text: plan.text }]),
  ];
  const toolPlan = calls.length === 0 ? [] : piecesOf(plan.text, random);
  return [
    { id: idOf('', requestId), type: 'message-start', delta: { message: empty } },
    ...blocks.flatMap(({ type, text }, index) => [
      { type: 'content-start', index, delta: { message: { content: { type, [type]: '' } } } },
      ...piecesOf(text, random).map((piece) => ({ type: 'content-delta', index, delta: { message: { content: { [type]: piece } } } })),
      { type: 'content-end', index },
    ]),
    ...toolPlan.map((piece) => ({ type: 'tool-plan-delta', delta: { message: { tool_plan: piece } } })),
    ...calls.flatMap((call, index) => [
      { type: 'tool-call-start', index, delta: { message: { tool_calls: toolCall(call, '') } } },
      ...piecesOf(call.arguments, random).map((piece) => ({
        type: 'tool-call-delta',
        index,
        delta: { message: { tool_calls: { function: { arguments: piece } } } },
      })),
      { type: 'tool-call-end', index },
    ]),
    { type: 'message-end', delta: { finish_reason: finishReason(answering), ...counts(answering) } },
  ];
}

function toolCall({ id, name }: { readonly id: string; readonly name: string }, args: string): Json {
  return { id: `${name}_${id}`, type: 'function', function: { name, arguments: args } };
}

function finishReason({ plan }: Answering): string {
  if (plan.finish === 'tool_calls') return 'TOOL_CALL';
  if (plan.finish === 'length') return 'MAX_TOKENS';
  return plan.stopSequence === null ? 'COMPLETE' : 'STOP_SEQUENCE';
}

/** Cohere's own preamble is counted and not billed. */
const PREAMBLE_TOKENS = 487;

function counts({ usage }: Answering): Json {
  return usage === null ? {} : { usage: cohereUsage(usage) };
}

function cohereUsage(usage: PlannedUsage): Json {
  return {
    billed_units: { input_tokens: usage.input, output_tokens: usage.output },
    tokens: { input_tokens: usage.input === 0 ? 0 : usage.input + PREAMBLE_TOKENS, output_tokens: usage.output },
    cached_tokens: 0,
  };
}
