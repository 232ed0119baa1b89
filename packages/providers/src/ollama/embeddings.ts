import { ZERO_USAGE } from '@modelhub/core/token-usage';
import { areVectors, embeddingsAnswer, textsToEmbed } from '../dialect/embeddings.ts';
import { fieldsOf, type Fields } from '../dialect/fields.ts';
import { never, refuse } from '../dialect/refuse.ts';
import { unreadable } from '../failure.ts';
import { countOf, isTokenCount } from '../token-count.ts';
import type { Operation } from '../types.ts';

const INPUTS_MAX = 2_048;
/** What is for those to say whose machine it is. */
const OPERATORS_OWN = { keep_alive: never, options: never };

/** `POST /api/embed` (docs/api.md). A text that is too long is an error, as it is with OpenAI: Ollama would cut it. */
export const embeddings: Operation = {
  toUpstreamRequest({ request, endpoint, connection }) {
    refuse(request, OPERATORS_OWN);
    const body = {
      model: endpoint.upstreamModel,
      input: textsToEmbed(request, INPUTS_MAX),
      truncate: false,
      ...(request['dimensions'] == null ? {} : { dimensions: request['dimensions'] }),
    };
    const authorization = connection.apiKey === '' ? [] : ['authorization', `Bearer ${connection.apiKey}`];
    return { path: '/api/embed', headers: ['content-type', 'application/json', ...authorization], body: Buffer.from(JSON.stringify(body)) };
  },
  fromResponse({ body }, context) {
    let answer: Fields;
    try {
      answer = fieldsOf(JSON.parse(body.toString('utf8')));
    } catch {
      throw unreadable('Ollama', `not JSON: ${body.length} bytes`);
    }
    const { embeddings: vectors, prompt_eval_count: read } = answer;
    if (!areVectors(vectors)) throw unreadable('Ollama', 'embeddings without vectors');
    return embeddingsAnswer({ vectors, usage: isTokenCount(read) ? { ...ZERO_USAGE, input: countOf(read) } : null }, context);
  },
};
