import type { Json } from './json.ts';

/** OpenAI's form for how likely each token was. Here a character is a token, so that a text has the same ones however it is cut. */
export function logprobsOf(text: string, alternatives: number): Json[] {
  return Array.from(text, (token) => {
    const entry = tokenEntry(token, -((token.codePointAt(0) ?? 0) % 97) / 100);
    const others = Array.from({ length: Math.max(0, alternatives - 1) }, (_, index) => tokenEntry(String.fromCodePoint(97 + index), -3 - index));
    return { ...entry, top_logprobs: alternatives === 0 ? [] : [entry, ...others] };
  });
}

function tokenEntry(token: string, logprob: number): Json {
  return { token, logprob, bytes: [...Buffer.from(token)] };
}
