import { conversationOf } from '../conversation.ts';
import { firstNumber, list, object, stringOr, strings, type Json } from '../json.ts';
import { piecesOf } from '../pieces.ts';
import { Transcript } from '../transcript.ts';
import { EVENT_STREAM, idOf, sse, type Answering, type Dialect } from './dialect.ts';
import { openaiUsage } from './openai-chat.ts';
import { openaiError } from './openai-error.ts';

/** API reference, "max_tokens". */
const OUTPUT_TOKENS_DEFAULT = 16;

/** OpenAI's completions of before the chats. */
export const completions: Dialect = {
  requestIdHeader: 'x-request-id',
  streamType: EVENT_STREAM,
  read(body, path) {
    const prompts = promptsOf(body['prompt']);
    const transcript = new Transcript();
    transcript.turn('user').texts.push(...prompts);
    return conversationOf(transcript, {
      model: path.model ?? stringOr(body['model'], ''),
      isStream: body['stream'] === true,
      includeUsage: object(body['stream_options'])['include_usage'] === true,
      outputTokensMax: firstNumber(body['max_tokens']) ?? OUTPUT_TOKENS_DEFAULT,
      stopSequences: strings(body['stop']),
      choices: prompts.length * (firstNumber(body['n']) ?? 1),
      seed: firstNumber(body['seed']),
    });
  },
  whole(answering) {
    const text = (answering.body['echo'] === true ? promptsOf(answering.body['prompt']).join('') : '') + answering.plan.text;
    const choices = choicesOf(answering, text, finishReason(answering));
    return { ...head(answering), choices, ...(answering.usage === null ? {} : { usage: openaiUsage(answering.usage) }) };
  },
  frames(answering) {
    const { plan, conversation, usage } = answering;
    const silent = conversation.includeUsage ? { usage: null } : {};
    const pieces = [...piecesOf(plan.text, plan.random).map((text) => choicesOf(answering, text, null)), choicesOf(answering, '', finishReason(answering))];
    const chunks = pieces.flatMap((choices) => choices.map((choice) => ({ ...head(answering), choices: [choice], ...silent })));
    const last = conversation.includeUsage && usage !== null ? [{ ...head(answering), choices: [], usage: openaiUsage(usage) }] : [];
    return [...[...chunks, ...last].map((chunk) => sse(chunk)), 'data: [DONE]\n\n'];
  },
  error: openaiError,
  errorFrame: () => sse(openaiError('overloaded').body),
};

/** A text, texts, tokens, or lists of tokens. */
function promptsOf(prompt: unknown): string[] {
  const items = typeof prompt === 'string' ? [prompt] : list(prompt);
  if (items.every((item) => typeof item === 'number')) return [items.join(' ')];
  return items.map((item) => (typeof item === 'string' ? item : list(item).join(' ')));
}

function head({ conversation, requestId }: Answering): Json {
  return { id: idOf('cmpl-', requestId), object: 'text_completion', created: Math.floor(Date.now() / 1_000), model: conversation.model };
}

function finishReason({ plan }: Answering): string {
  return plan.finish === 'refusal' ? 'stop' : plan.finish;
}

function choicesOf({ conversation }: Answering, text: string, reason: string | null): Json[] {
  return Array.from({ length: conversation.choices }, (_, index) => ({ text, index, logprobs: null, finish_reason: reason }));
}
