import type { StatementUsage } from './statement.ts';

/** Everything that the models read. */
export function promptTokensOf(usage: StatementUsage): bigint {
  return usage.input + usage.cachedInput + usage.cacheWrite5m + usage.cacheWrite1h + usage.audioInput + usage.imageInput;
}

/** Everything that the models wrote; reasoning is inside output. */
export function completionTokensOf(usage: StatementUsage): bigint {
  return usage.output + usage.audioOutput + usage.imageOutput;
}
