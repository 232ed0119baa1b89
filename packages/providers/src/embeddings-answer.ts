import { ZERO_USAGE } from '@modelhub/core/token-usage';
import { unsupported } from './dialect/refusal.ts';
import { unreadable } from './failure.ts';
import { isTokenCount } from './token-count.ts';
import type { Operation, OperationContext } from './types.ts';

/** The texts of a request for embeddings, in OpenAI's form. Tokens are numbers of OpenAI's own models: they are refused by name. */
export function embeddedTexts(input: unknown): readonly string[] {
  const list = typeof input === 'string' ? [input] : input;
  if (Array.isArray(list) && list.every((text) => typeof text === 'string')) return list;
  throw unsupported('input', 'This model takes texts, and no tokens.');
}

export interface Embedded {
  /** One for each text; anything else than lists of numbers is a provider's error. */
  readonly vectors: unknown;
  /** What was read; whatever is no count is missing. */
  readonly tokens: unknown;
  readonly providerName: string;
}

/** Embeddings as OpenAI answers them (API reference, "Create embeddings"). */
export function embeddingsAnswer({ vectors, tokens, providerName }: Embedded, { model, request }: OperationContext): ReturnType<Operation['fromResponse']> {
  if (!areVectors(vectors)) throw unreadable(providerName, 'embeddings without numbers');
  const isBase64 = request['encoding_format'] === 'base64';
  const read = isTokenCount(tokens) ? Math.trunc(tokens) : null;
  const answer = {
    object: 'list',
    data: vectors.map((vector, index) => ({ object: 'embedding', index, embedding: isBase64 ? base64Of(vector) : vector })),
    model,
    ...(read === null ? {} : { usage: { prompt_tokens: read, total_tokens: read } }),
  };
  return {
    body: Buffer.from(JSON.stringify(answer)),
    contentType: 'application/json',
    usage: read === null ? null : { ...ZERO_USAGE, input: read },
    outputTokensForwarded: 0,
    finishReason: null,
    serviceTier: null,
  };
}

function areVectors(list: unknown): list is readonly (readonly number[])[] {
  return Array.isArray(list) && list.length > 0 && list.every((vector) => Array.isArray(vector) && vector.every((value) => typeof value === 'number'));
}

/** As OpenAI has it: floats of four bytes, the lowest first. */
function base64Of(vector: readonly number[]): string {
  const bytes = Buffer.alloc(vector.length * 4);
  for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, index * 4);
  return bytes.toString('base64');
}
