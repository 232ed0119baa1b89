import { fieldsOf, textOf } from '../openai/tell-choice.ts';

/** `logprobsResult` as OpenAI's entries. The chosen token need not be among the likeliest. */
export function logprobEntries(value: unknown): object[] {
  const { chosenCandidates, topCandidates } = fieldsOf(value);
  if (!Array.isArray(chosenCandidates)) return [];
  const top: readonly unknown[] = Array.isArray(topCandidates) ? topCandidates : [];
  return chosenCandidates.map((chosen: unknown, position) => {
    const { candidates } = fieldsOf(top[position]);
    return { ...entry(chosen), top_logprobs: Array.isArray(candidates) ? candidates.map(entry) : [] };
  });
}

function entry(value: unknown): { readonly token: string; readonly logprob: number; readonly bytes: number[] } {
  const { token, logProbability } = fieldsOf(value);
  // A zero, which is certainty, is left out on the wire.
  return { token: textOf(token), logprob: typeof logProbability === 'number' ? logProbability : 0, bytes: [...Buffer.from(textOf(token))] };
}
