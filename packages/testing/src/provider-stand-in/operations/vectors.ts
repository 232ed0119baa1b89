import { SeededRandom } from '../seeded-random.ts';
import { estimateTokens } from '../usage.ts';

/** One input of an embedding: a text, or tokens that stand for one. */
export function embeddingInputs(input: unknown): (string | readonly number[])[] {
  if (typeof input === 'string') return [input];
  const items: unknown[] = Array.isArray(input) ? input : [];
  if (items.length > 0 && items.every((item) => typeof item === 'number')) return [items];
  return items.map((item) => (Array.isArray(item) ? (item as number[]) : String(item)));
}

export function inputTokens(inputs: readonly (string | readonly number[])[]): number {
  return inputs.reduce((sum, input) => sum + (typeof input === 'string' ? estimateTokens(input) : input.length), 0);
}

/** A vector of length 1 that depends on the text alone: in every dialect it is the same one. */
export function embeddingOf(input: string | readonly number[], dimensions: number): number[] {
  const random = new SeededRandom(typeof input === 'string' ? input : input.join(' '));
  const raw = Array.from({ length: dimensions }, () => random.next() * 2 - 1);
  const length = Math.hypot(...raw) || 1;
  return raw.map((value) => Math.fround(value / length));
}

/** Little-endian floats, as OpenAI and Cohere put them into base64. */
export function floatsInBase64(vector: readonly number[]): string {
  return Buffer.from(Float32Array.from(vector).buffer).toString('base64');
}
