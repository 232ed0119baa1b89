import type { Dialect } from '../dialects/dialect.ts';
import { object, type Json } from '../json.ts';
import { planAnswer } from '../plan-answer.ts';
import { jsonReply } from '../reply.ts';
import type { Operation } from './operation.ts';

/** What a prompt counts: as much as the answer to it will say that it did. */
export function countTokens(dialect: Dialect, form: (tokens: number) => Json): Operation {
  return {
    texts: (body) => [dialect.read(requestIn(body), { model: null, isStream: false }).lastUserText],
    answer({ body, model }) {
      const conversation = dialect.read(requestIn(body), { model, isStream: false });
      const { usage } = planAnswer(conversation, { isSandbox: false, ending: 'usual' });
      return jsonReply(form(usage.input + usage.cacheRead + usage.cacheWrite5m + usage.cacheWrite1h + usage.audioInput));
    },
  };
}

/** Gemini takes a whole request in an envelope as well. */
function requestIn(body: Json): Json {
  return body['generateContentRequest'] === undefined ? body : object(body['generateContentRequest']);
}
