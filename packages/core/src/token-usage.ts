/**
 * What a provider counted for one answer. Components never overlap and are never negative:
 * their sum is everything that was processed, so a cost is a plain sum over components.
 *
 * - `input`: prompt tokens that were neither read from nor written to a prompt cache (text, and whatever
 *   the provider does not count apart).
 * - `cachedInput`: prompt tokens read from a cache. `cacheWrite5m`, `cacheWrite1h`: written to one.
 * - `output`: every generated token, reasoning included. `reasoning` tells how many of `output` were
 *   reasoning; it is information and carries no price of its own unless the model has one.
 * - `audioInput`, `audioOutput`, `imageInput`, `imageOutput`: tokens that the provider prices apart; not
 *   contained in `input` or `output`.
 * - `units`: what is billed and is no token: images, seconds of audio, characters of speech, searches, pages. The price says which
 *   (`BilledUnit`). No part of prompt or completion.
 */
export interface TokenUsage {
  readonly input: number;
  readonly cachedInput: number;
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
  readonly output: number;
  readonly reasoning: number;
  readonly audioInput: number;
  readonly audioOutput: number;
  readonly imageInput: number;
  readonly imageOutput: number;
  readonly units: number;
}

export const TOKEN_COMPONENTS = [
  'input',
  'cachedInput',
  'cacheWrite5m',
  'cacheWrite1h',
  'output',
  'reasoning',
  'audioInput',
  'audioOutput',
  'imageInput',
  'imageOutput',
  'units',
] as const satisfies readonly (keyof TokenUsage)[];

export type TokenComponent = (typeof TOKEN_COMPONENTS)[number];

export const ZERO_USAGE: TokenUsage = {
  input: 0,
  cachedInput: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  output: 0,
  reasoning: 0,
  audioInput: 0,
  audioOutput: 0,
  imageInput: 0,
  imageOutput: 0,
  units: 0,
};

/** A count as it came from outside: anything that is not a non-negative finite number counts as zero. */
export function tokenCount(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? Math.trunc(value) : 0;
}

/** Everything the model read: the figure that OpenAI calls `prompt_tokens`. */
export function promptTokens(usage: TokenUsage): number {
  return usage.input + usage.cachedInput + usage.cacheWrite5m + usage.cacheWrite1h + usage.audioInput + usage.imageInput;
}

/** Everything the model wrote: the figure that OpenAI calls `completion_tokens`. */
export function completionTokens(usage: TokenUsage): number {
  return usage.output + usage.audioOutput + usage.imageOutput;
}
