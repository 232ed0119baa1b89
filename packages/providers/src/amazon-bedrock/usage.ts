import { ZERO_USAGE, type TokenUsage } from '@modelhub/core/token-usage';
import { countOf, isTokenCount } from '../token-count.ts';

interface BedrockUsage {
  readonly inputTokens?: unknown;
  readonly outputTokens?: unknown;
  readonly totalTokens?: unknown;
  readonly cacheReadInputTokens?: unknown;
  readonly cacheWriteInputTokens?: unknown;
  readonly cacheDetails?: unknown;
}

/**
 * Cache reads and writes stand beside `inputTokens`, and `totalTokens` is the sum of all four; `cacheDetails` splits the writes by their time to live,
 * and they are of five minutes where it does not (API Reference, "TokenUsage"). Reasoning is counted inside `outputTokens` and not told apart. Null
 * where the totals are not there or cannot be read: such figures are missing, not zero.
 */
export function usageFromBedrock(value: unknown): TokenUsage | null {
  if (typeof value !== 'object' || value === null) return null;
  const usage = value as BedrockUsage;
  if (!isTokenCount(usage.inputTokens) || !isTokenCount(usage.outputTokens)) return null;
  const input = countOf(usage.inputTokens);
  const output = countOf(usage.outputTokens);
  const cachedInput = countOf(usage.cacheReadInputTokens);
  const writes = countOf(usage.cacheWriteInputTokens);
  const cacheWrite1h = Math.min(longWrites(usage.cacheDetails), writes);
  // A model whose prompt already holds what it read from a cache would be paid for it twice.
  const isInside = cachedInput + writes > 0 && usage.totalTokens === input + output;
  return {
    ...ZERO_USAGE,
    input: isInside ? Math.max(0, input - cachedInput - writes) : input,
    cachedInput,
    cacheWrite5m: writes - cacheWrite1h,
    cacheWrite1h,
    output,
  };
}

function longWrites(details: unknown): number {
  if (!Array.isArray(details)) return 0;
  const long = (details as readonly ({ ttl?: unknown; inputTokens?: unknown } | null)[]).filter((detail) => detail?.ttl === '1h');
  return long.reduce((sum, detail) => sum + countOf(detail?.inputTokens), 0);
}
