import { ZERO_USAGE, type TokenUsage } from '@modelhub/core/token-usage';
import type { Fields } from '../dialect/fields.ts';
import { countOf, isTokenCount } from '../token-count.ts';

/**
 * What the last line counts. Ollama leaves out a figure that is zero (api/types.go, "omitempty"), such as the prompt's when all of it was kept from before:
 * one that is missing beside the other is zero, and without both nothing is known.
 */
export function usageFromOllama({ prompt_eval_count: input, eval_count: output }: Fields): TokenUsage | null {
  if (!isTokenCount(input) && !isTokenCount(output)) return null;
  if ([input, output].some((count) => count !== undefined && count !== null && !isTokenCount(count))) return null;
  return { ...ZERO_USAGE, input: countOf(input), output: countOf(output) };
}
