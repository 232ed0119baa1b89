import type OpenAI from 'openai';
import type { Evidence, Finding } from './evidence.ts';
import { eventIdOf, groupBy } from './evidence.ts';
import type { LedgerRow } from './ledger-row.ts';

/**
 * What clients saw against the ledger: whatever began for a client is in it once, a whole answer as a completed one at the usage and the
 * price that the client was told.
 */
export function checkClientAnswers({ exchanges, ledger, organizationIds }: Evidence): Finding[] {
  const findings: Finding[] = [];
  const rows = groupBy(ledger, (row) => row.eventId);
  for (const { conversation, marker, seen } of exchanges) {
    if (seen.generationId === null) continue;
    const found = rows.get(eventIdOf(seen.generationId)) ?? [];
    const [row] = found;
    if (row === undefined) {
      findings.push({ kind: 'missing', what: `${marker}: ${seen.kind} for the client, not in the ledger (${seen.generationId})` });
      continue;
    }
    if (found.length > 1) findings.push({ kind: 'twice', what: `${marker}: ${found.length} entries (${seen.generationId})` });
    if (row.organizationId !== organizationIds[conversation.tenant]) {
      findings.push({ kind: 'unequal', what: `${marker}: charged to ${row.organizationId}, asked by ${organizationIds[conversation.tenant]}` });
    }
    if (seen.kind !== 'complete') continue;
    if (row.outcome !== 'completed')
      findings.push({ kind: 'unequal', what: `${marker}: whole for the client, ${row.outcome} (${row.usageSource}) in the ledger` });
    if (seen.usage !== null && !isToldUsage(seen.usage, row)) {
      findings.push({ kind: 'unequal', what: `${marker}: the client was told ${JSON.stringify(seen.usage)}, the ledger has ${JSON.stringify(row.usage)}` });
    }
    if (seen.costUsd !== null && nanoUsd(seen.costUsd) !== row.costNanoUsd) {
      findings.push({ kind: 'unequal', what: `${marker}: the client was told a cost of ${seen.costUsd} USD, the ledger has ${row.costNanoUsd} nano-USD` });
    }
  }
  return findings;
}

/** The gateway and the providers break nothing off by themselves: a kill or a provider that was told to fail stands behind every broken answer. */
export function checkBrokenAnswers({ exchanges, kills }: Evidence): Finding[] {
  return exchanges.flatMap(({ conversation, marker, seen, startedAtMs, endedAtMs }): Finding[] => {
    if (seen.kind !== 'broken') return [];
    const isKilled = kills.some(({ atMs, backAtMs }) => atMs <= endedAtMs && backAtMs >= startedAtMs);
    const isChaos = conversation.chaos !== null && marker === `${conversation.id}/0`;
    return isKilled || isChaos ? [] : [{ kind: 'not allowed', what: `${marker}: broken off for no reason: ${seen.reason}` }];
  });
}

/** OpenAI's form, in which cached and written tokens are part of the prompt. */
function isToldUsage(told: OpenAI.CompletionUsage, { usage }: LedgerRow): boolean {
  const prompt = usage.input + usage.cachedInput + usage.cacheWrite5m + usage.cacheWrite1h + usage.audioInput + usage.imageInput;
  return (
    told.prompt_tokens === prompt &&
    told.completion_tokens === usage.output + usage.audioOutput + usage.imageOutput &&
    (told.prompt_tokens_details?.cached_tokens ?? 0) === usage.cachedInput &&
    (told.completion_tokens_details?.reasoning_tokens ?? 0) === usage.reasoning
  );
}

function nanoUsd(decimal: string): bigint {
  const [whole = '0', fraction = ''] = decimal.split('.');
  return BigInt(whole + fraction.padEnd(9, '0'));
}
