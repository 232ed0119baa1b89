import { conversationOf, offeredFunctions } from '../conversation.ts';
import { firstNumber, object, parsed, stringOr, strings, type Json } from '../json.ts';
import { piecesOf } from '../pieces.ts';
import type { Answering, Dialect, Failing } from './dialect.ts';
import { readMessages } from './openai-chat.ts';

// github.com/ollama/ollama, docs/api.md, and the messages of its server. It knows no keys; a proxy before it may.
const ERRORS: Readonly<Record<Failing, { readonly status: number; readonly message: string }>> = {
  'server-error': { status: 500, message: 'an error was encountered while running the model: unexpected EOF' },
  overloaded: { status: 503, message: 'server busy, please try again.  maximum pending requests exceeded' },
  'rate-limit': { status: 429, message: 'you have reached your hourly usage limit, please wait and try again later' },
  'invalid-key': { status: 401, message: 'unauthorized' },
  'bad-request': { status: 400, message: 'json: cannot unmarshal string into Go struct field ChatRequest.messages of type []api.Message' },
};

/** Ollama's chat: lines of JSON, and a stream unless it is declined. */
export const ollama: Dialect = {
  requestIdHeader: null,
  streamType: 'application/x-ndjson',
  read(body) {
    const options = object(body['options']);
    return conversationOf(readMessages(body['messages']), {
      model: stringOr(body['model'], ''),
      isStream: body['stream'] !== false,
      tools: offeredFunctions(body['tools']),
      answerSchema: body['format'] === 'json' ? {} : typeof body['format'] === 'object' && body['format'] !== null ? object(body['format']) : null,
      outputTokensMax: positive(firstNumber(options['num_predict'])),
      stopSequences: strings(options['stop']),
      asksForThinking: body['think'] !== undefined && body['think'] !== false,
      seed: firstNumber(options['seed']),
    });
  },
  whole(answering) {
    const { text, reasoning } = answering.plan;
    const message = { content: text, ...(reasoning === null ? {} : { thinking: reasoning }), ...toolCalls(answering) };
    return { ...line(answering, message), ...ending(answering) };
  },
  frames(answering) {
    const { text, calls, reasoning, random } = answering.plan;
    const messages: Json[] = [
      ...(reasoning === null ? [] : piecesOf(reasoning, random).map((thinking) => ({ content: '', thinking }))),
      ...piecesOf(text, random).map((content) => ({ content })),
      ...(calls.length === 0 ? [] : [{ content: '', ...toolCalls(answering) }]),
    ];
    const last = { ...line(answering, { content: '' }), ...ending(answering) };
    return [...messages.map((message) => line(answering, message)), last].map((value) => `${JSON.stringify(value)}\n`);
  },
  error: (kind, about) => ({ status: ERRORS[kind].status, body: { error: about.message ?? ERRORS[kind].message } }),
  errorFrame: () => `${JSON.stringify({ error: ERRORS['server-error'].message })}\n`,
};

/** A limit of -1 is none. */
function positive(limit: number | null): number | null {
  return limit === null || limit <= 0 ? null : limit;
}

function line({ conversation }: Answering, message: Json): Json {
  return { model: conversation.model, created_at: new Date().toISOString(), message: { role: 'assistant', ...message }, done: false };
}

function toolCalls({ plan }: Answering): Json {
  if (plan.calls.length === 0) return {};
  return {
    tool_calls: plan.calls.map((call, index) => ({ id: `call_${call.id}`, function: { index, name: call.name, arguments: parsed(call.arguments) } })),
  };
}

function ending({ plan, usage }: Answering): Json {
  return {
    done: true,
    done_reason: plan.finish === 'length' ? 'length' : 'stop',
    total_duration: 4_883_583_458,
    load_duration: 1_334_875,
    ...(usage === null ? {} : { prompt_eval_count: usage.input, prompt_eval_duration: 342_546_000, eval_count: usage.output, eval_duration: 4_535_599_000 }),
  };
}
