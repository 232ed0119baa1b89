import { groupBy } from './check/evidence.ts';
import type { CampaignResult } from './run-campaign.ts';

const FINDINGS_SHOWN = 40;

/** The result as lines of text, a table first. */
export function reportOf(result: CampaignResult): string[] {
  const { options, evidence, bill, books, findings } = result;
  const seen = (kind: string): number => evidence.exchanges.filter((exchange) => exchange.seen.kind === kind).length;
  const found = (kind: string): number => findings.filter((finding) => finding.kind === kind).length;
  const rows: [string, string | number | bigint][] = [
    ['conversations', options.conversations],
    ['at once', options.concurrency],
    ['requests', evidence.exchanges.length],
    ['  completed', seen('complete')],
    ['  cancelled in the stream', seen('left')],
    ['  broken off, asked again', seen('broken')],
    ['gateway killed', evidence.kills.length],
    ['ledger entries', evidence.ledger.length],
    ['', ''],
    ["provider's bill, +10 %", usd(bill.billNanoUsd)],
    ['ledger, provider-reported', `${usd(bill.ledgerNanoUsd)} (${bill.requests} entries)`],
    ['flagged entries', `${usd(bill.flagged.ledgerNanoUsd)} (${bill.flagged.requests} entries; at most ${usd(bill.flagged.allowedNanoUsd)} by the rules)`],
    ['at the provider, cut by a kill', `${usd(bill.lostToKills.nanoUsd)} (${bill.lostToKills.responses} responses)`],
    ['ledger, all', usd(books.ledgerNanoUsd)],
    ['invoices', `$${(Number(books.invoicedCents) / 100).toFixed(2)}`],
    ['', ''],
    ...Object.entries(bill.components).map(([name, tokens]): [string, string] => [`tokens, ${name}`, tokens.toLocaleString('en')]),
    ['', ''],
    ['missing', found('missing')],
    ['twice', found('twice')],
    ['unequal', found('unequal')],
    ['not allowed', found('not allowed')],
    ['open events', result.openEvents],
    ['cents apart', books.centsApart],
    ['answer to chart', `${(result.chartMsMedian / 1_000).toFixed(1)} s median, ${(result.chartMsMax / 1_000).toFixed(1)} s at most`],
    ['took', `${result.seconds} s`],
  ];
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  const lines = rows.map(([name, value]) => `${name.padEnd(width)}${value}`.trimEnd());
  const shown = findings.slice(0, FINDINGS_SHOWN).map((finding) => `${finding.kind}: ${finding.what}`);
  const more = findings.length > FINDINGS_SHOWN ? [`… and ${findings.length - FINDINGS_SHOWN} more`] : [];
  return [
    ...lines,
    '',
    ...entries(result),
    '',
    ...reasons(result),
    '',
    ...(findings.length === 0 ? ['Everything agrees.'] : [`${findings.length} findings:`, ...shown, ...more]),
  ];
}

/** Entries by how they ended and where their count comes from. */
function entries({ evidence }: CampaignResult): string[] {
  const groups = groupBy(evidence.ledger, (row) => `${row.outcome}, ${row.usageSource}`);
  return [...groups]
    .toSorted(([left], [right]) => left.localeCompare(right))
    .map(([name, rows]) => `${name}: ${rows.length} entries, ${usd(rows.reduce((total, row) => total + row.costNanoUsd, 0n))}`);
}

/** Why requests broke off for their clients, the most frequent first. */
function reasons({ evidence }: CampaignResult): string[] {
  const counts = new Map<string, number>();
  for (const { seen } of evidence.exchanges) if (seen.kind === 'broken') counts.set(seen.reason, (counts.get(seen.reason) ?? 0) + 1);
  return [...counts].toSorted(([, left], [, right]) => right - left).map(([reason, count]) => `broken off ${count} times: ${reason.slice(0, 140)}`);
}

function usd(nano: bigint): string {
  const text = (nano < 0n ? -nano : nano).toString().padStart(10, '0');
  return `${nano < 0n ? '-' : ''}$${text.slice(0, -9)}.${text.slice(-9)}`;
}
