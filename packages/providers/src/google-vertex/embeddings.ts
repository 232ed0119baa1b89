import { unsupported } from '../dialect/refusal.ts';
import { embeddingsAnswer } from '../embeddings-answer.ts';
import { readEmbeddings, readRequest } from '../google/embeddings.ts';
import { fieldsOf } from '../openai/tell-choice.ts';
import type { Operation, OperationInput, UpstreamRequest } from '../types.ts';
import { authorization, projectPath } from './address.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The second generation has the Gemini API's form, for one text at a time; those before it have the older one, and Gemini's first takes one text as well. */
const isSecond = (model: string): boolean => /^gemini-embedding-[2-9]/.test(model);
const takesSeveral = (model: string): boolean => model.startsWith('text-');

/** `predict`, or `embedContent` (cloud.google.com, "Text embeddings API"). What is too long is an error and not cut in silence. */
export function vertexEmbeddings(providerName: string): Operation {
  return {
    toUpstreamRequest(input) {
      const { upstreamModel } = input.endpoint;
      const { texts, dimensions, taskType } = readRequest(input);
      if (texts.length !== 1 && !takesSeveral(upstreamModel)) throw unsupported('input', 'This model takes one text at a time.');
      const size = dimensions === null ? {} : { outputDimensionality: dimensions };
      if (isSecond(upstreamModel)) {
        if (taskType !== null) throw unsupported('task_type');
        const content = { parts: [{ text: texts[0] }] };
        return ask(input, 'embedContent', { content, embedContentConfig: { ...size, autoTruncate: false } });
      }
      const task = taskType === null ? {} : { task_type: taskType };
      return ask(input, 'predict', { instances: texts.map((content) => ({ content, ...task })), parameters: { ...size, autoTruncate: false } });
    },
    fromResponse({ body }, context) {
      const answer = readEmbeddings(body, providerName);
      return embeddingsAnswer({ ...(Array.isArray(answer['predictions']) ? predicted(answer['predictions']) : embedded(answer)), providerName }, context);
    },
  };
}

function ask({ endpoint, connection }: OperationInput, method: string, fields: Fields): UpstreamRequest {
  return {
    path: `${projectPath(connection)}/publishers/google/models/${encodeURIComponent(endpoint.upstreamModel)}:${method}`,
    headers: ['content-type', 'application/json', ...authorization(connection)],
    body: Buffer.from(JSON.stringify(fields)),
  };
}

function embedded({ embedding, usageMetadata }: Fields): { readonly vectors: unknown; readonly tokens: unknown } {
  return { vectors: [fieldsOf(embedding)['values']], tokens: fieldsOf(usageMetadata)['promptTokenCount'] };
}

function predicted(predictions: readonly unknown[]): { readonly vectors: unknown; readonly tokens: unknown } {
  const embeddings = predictions.map((prediction) => fieldsOf(fieldsOf(prediction)['embeddings']));
  const counts = embeddings.map(({ statistics }) => fieldsOf(statistics)['token_count']);
  const tokens = counts.every((count) => typeof count === 'number') ? counts.reduce<number>((sum, count) => sum + count, 0) : null;
  return { vectors: embeddings.map(({ values }) => values), tokens };
}
