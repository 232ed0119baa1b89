import { unsupported } from '../dialect/refusal.ts';
import { embeddedTexts, embeddingsAnswer } from '../embeddings-answer.ts';
import { unreadable } from '../failure.ts';
import { fieldsOf } from '../openai/tell-choice.ts';
import type { Operation, OperationInput } from '../types.ts';

/** What `batchEmbedContents` takes at once (ai.google.dev, "Embeddings"). */
const TEXTS_MAX = 100;
/** Fields of OpenAI's and ours, and what an embedding is for, in Google's word. Google knows no others and answers them with an error. */
const KNOWN = new Set(['model', 'models', 'provider', 'input', 'dimensions', 'encoding_format', 'user', 'task_type']);

type Fields = Readonly<Record<string, unknown>>;

/** `batchEmbedContents`, one request for each text. */
export function geminiEmbeddings(providerName: string): Operation {
  return {
    toUpstreamRequest(input) {
      const { endpoint, connection } = input;
      const model = `models/${endpoint.upstreamModel}`;
      const { texts, dimensions, taskType } = readRequest(input);
      if (texts.length > TEXTS_MAX) throw unsupported('input', `This model takes ${TEXTS_MAX} texts at a time.`);
      const about = { ...(dimensions === null ? {} : { outputDimensionality: dimensions }), ...(taskType === null ? {} : { taskType }) };
      const requests = texts.map((text) => ({ model, content: { parts: [{ text }] }, ...about }));
      return {
        path: `/models/${encodeURIComponent(endpoint.upstreamModel)}:batchEmbedContents`,
        headers: ['content-type', 'application/json', 'x-goog-api-key', connection.apiKey],
        body: Buffer.from(JSON.stringify({ requests })),
      };
    },
    fromResponse({ body }, context) {
      const answer = readEmbeddings(body, providerName);
      const vectors = Array.isArray(answer['embeddings']) ? answer['embeddings'].map((embedding) => fieldsOf(embedding)['values']) : null;
      return embeddingsAnswer({ vectors, tokens: fieldsOf(answer['usageMetadata'])['promptTokenCount'], providerName }, context);
    },
  };
}

export interface EmbeddingsRequest {
  readonly texts: readonly string[];
  readonly dimensions: unknown;
  readonly taskType: unknown;
}

export function readRequest({ request }: OperationInput): EmbeddingsRequest {
  const unknown = Object.entries(request).find(([field, value]) => !KNOWN.has(field) && value !== null && value !== undefined);
  if (unknown !== undefined) throw unsupported(unknown[0]);
  return { texts: embeddedTexts(request['input']), dimensions: request['dimensions'] ?? null, taskType: request['task_type'] ?? null };
}

export function readEmbeddings(body: Buffer, providerName: string): Fields {
  try {
    return fieldsOf(JSON.parse(body.toString('utf8')));
  } catch {
    throw unreadable(providerName, `not JSON: ${body.length} bytes`);
  }
}
