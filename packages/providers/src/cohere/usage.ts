import { ZERO_USAGE, type TokenUsage } from '@modelhub/core/token-usage';
import { fieldsOf } from '../dialect/fields.ts';
import { countOf, isTokenCount } from '../token-count.ts';

/**
 * Cohere's `usage`. What it bills is told apart from what its model read, which holds Cohere's own preamble too ("billed_units" and "tokens" in
 * docs.cohere.com/reference/chat): the billed figures count, and the others only where there are none. Null where the totals are not there or cannot be
 * read: such figures are missing, not zero.
 */
export function usageFromCohere(value: unknown): TokenUsage | null {
  const usage = fieldsOf(value);
  const counted = totalsIn(usage['billed_units']) ?? totalsIn(usage['tokens']);
  if (counted === null) return null;
  const cachedInput = Math.min(countOf(usage['cached_tokens']), counted.input);
  return { ...ZERO_USAGE, input: counted.input - cachedInput, cachedInput, output: counted.output };
}

function totalsIn(value: unknown): { readonly input: number; readonly output: number } | null {
  const { input_tokens: input, output_tokens: output } = fieldsOf(value);
  return isTokenCount(input) && isTokenCount(output) ? { input: countOf(input), output: countOf(output) } : null;
}
