import { ZERO_USAGE, type TokenUsage } from '@modelhub/core/token-usage';
import { invalid, unsupported } from './refusal.ts';
import type { AnswerContext, Operation } from '../types.ts';
import type { Fields } from './fields.ts';

/** The texts of a request for embeddings. Throws where it holds tokens, which only OpenAI's own models know, or more than the provider takes at once. */
export function textsToEmbed({ input }: Fields, inputsMax: number): readonly string[] {
  const texts = typeof input === 'string' ? [input] : input;
  if (!Array.isArray(texts)) throw invalid('input', 'input must be a text or a list of texts.');
  if (!texts.every((text): text is string => typeof text === 'string'))
    throw unsupported('input', 'Tokens as input are not supported by this model: send texts.');
  if (texts.length > inputsMax) throw unsupported('input', `This model takes ${inputsMax} inputs at once at most.`);
  return texts;
}

export interface Embedded {
  readonly vectors: readonly (readonly number[])[];
  readonly usage: TokenUsage | null;
}

/** Embeddings as OpenAI answers them (API reference, "The embedding object"), as numbers or, where the client wants that, as the bytes of 32-bit floats. */
export function embeddingsAnswer({ vectors, usage }: Embedded, { model, request }: AnswerContext): ReturnType<Operation['fromResponse']> {
  const encode = request['encoding_format'] === 'base64' ? base64Of : (vector: readonly number[]) => vector;
  const { input, imageInput } = usage ?? ZERO_USAGE;
  const answer = {
    object: 'list',
    data: vectors.map((vector, index) => ({ object: 'embedding', index, embedding: encode(vector) })),
    model,
    usage: { prompt_tokens: input + imageInput, total_tokens: input + imageInput },
  };
  return {
    body: Buffer.from(JSON.stringify(answer)),
    contentType: 'application/json',
    usage,
    outputTokensForwarded: 0,
    finishReason: null,
    serviceTier: null,
  };
}

/** Whether it is as many vectors as texts, of numbers. */
export function areVectors(value: unknown): value is readonly (readonly number[])[] {
  return Array.isArray(value) && value.length > 0 && value.every((vector) => Array.isArray(vector) && vector.every((number) => typeof number === 'number'));
}

function base64Of(vector: readonly number[]): string {
  const bytes = Buffer.alloc(vector.length * 4);
  for (const [index, number] of vector.entries()) bytes.writeFloatLE(number, index * 4);
  return bytes.toString('base64');
}
