import { amountOf, type BillOptions } from '@modelhub/testing/usage-tap/bill';
import { NO_USAGE, type TapRecord, type WireUsage } from '@modelhub/testing/usage-tap/record';
import type { Exchange } from '../drive/hold-conversation.ts';
import { LIST_PRICES, MARKUP_PERCENT } from '../list-prices.ts';
import { eventIdOf, groupBy, type Evidence, type Finding } from './evidence.ts';
import type { LedgerRow } from './ledger-row.ts';

const BILLING: BillOptions = { prices: LIST_PRICES, markupPercent: MARKUP_PERCENT };
/** A response that a kill cut has passed the tap shortly before it. */
const KILL_REACH_MS = 5_000;
/** Bytes that have arrived are read by then. */
const READING_MS = 1_000;

export interface ProviderBill {
  readonly findings: readonly Finding[];
  /** Sums in nano-USD with our markup, of the requests whose usage the provider reported and the gateway got. */
  readonly billNanoUsd: bigint;
  readonly ledgerNanoUsd: bigint;
  readonly requests: number;
  /** Entries from a checkpoint, an estimate or without a charge, and what the rules allow at most for those that have a response. */
  readonly flagged: { readonly requests: number; readonly ledgerNanoUsd: bigint; readonly allowedNanoUsd: bigint };
  /** Whole responses of which nothing is in the ledger since the gateway was killed before it could write down their end. */
  readonly lostToKills: { readonly responses: number; readonly nanoUsd: bigint };
  /** Tokens by component that crossed the wire and are in the ledger alike. */
  readonly components: Readonly<Record<keyof WireUsage, number>>;
}

/** The provider's own bill against the ledger, response by response and summed by organization and model. */
export function checkProviderBill(evidence: Evidence): ProviderBill {
  const findings: Finding[] = [];
  const byProviderId = groupBy(evidence.ledger, (row) => row.providerRequestId);
  const exchanges = new Map(evidence.exchanges.map((exchange) => [exchange.marker, exchange]));
  const sums = new Sums();
  const flagged = { requests: 0, ledgerNanoUsd: 0n, allowedNanoUsd: 0n };
  const lost = { responses: 0, nanoUsd: 0n };
  const components: Record<keyof WireUsage, number> = { ...NO_USAGE };
  for (const tap of evidence.taps) {
    if (tap.status !== 200 || tap.providerRequestId === null) continue;
    const rows = byProviderId.get(tap.providerRequestId) ?? [];
    const [row] = rows;
    const what = `${tap.endUser} ${tap.model} ${tap.providerRequestId}`;
    if (rows.length > 1) findings.push({ kind: 'twice', what: `${what}: ${rows.length} entries for one response` });
    if (row === undefined) {
      // Not in the ledger: fine where the provider told no usage, or where a kill came before the end was written down.
      if (tap.usage === null || !tap.isUsageFinal) continue;
      if (!wasKilled(tap, evidence)) {
        findings.push({ kind: 'missing', what: `${what}: usage crossed the wire (${tap.ending}), no entry` });
        continue;
      }
      lost.responses += 1;
      lost.nanoUsd += amountOf(tap.model, tap.usage, BILLING);
      continue;
    }
    findings.push(...checkPair(what, { tap, row, exchange: exchanges.get(tap.endUser ?? ''), organizationIds: evidence.organizationIds }));
    if (row.usageSource !== 'provider' || tap.usage === null) continue;
    sums.add(`${row.organizationId} ${tap.model}`, { bill: amountOf(tap.model, tap.usage, BILLING), ledger: row.costNanoUsd });
    for (const name of Object.keys(components) as (keyof WireUsage)[]) components[name] += tap.usage[name];
  }
  findings.push(...sums.findings(), ...checkUnmatched(evidence));
  const tapsByMarker = groupBy(evidence.taps, (tap) => tap.endUser);
  const markers = new Map(
    evidence.exchanges.flatMap(({ marker, seen }) => (seen.generationId === null ? [] : [[eventIdOf(seen.generationId), marker] as const])),
  );
  for (const row of evidence.ledger) {
    if (row.usageSource === 'provider') continue;
    flagged.requests += 1;
    flagged.ledgerNanoUsd += row.costNanoUsd;
    const marker = markers.get(row.eventId);
    const responses = marker === undefined ? [] : (tapsByMarker.get(marker) ?? []);
    if (row.costNanoUsd === 0n || marker === undefined || responses.length === 0) continue;
    const exchange = exchanges.get(marker);
    const allowed = responses.map((tap) => allowedNanoUsd(tap, exchange)).reduce((most, amount) => (amount > most ? amount : most), 0n);
    flagged.allowedNanoUsd += allowed;
    if (row.costNanoUsd > allowed) {
      findings.push({
        kind: 'not allowed',
        what: `${marker}: ${row.outcome} charged ${row.costNanoUsd} nano-USD from a ${row.usageSource}, at most ${allowed} passed to the client`,
      });
    }
  }
  return { findings, billNanoUsd: sums.bill, ledgerNanoUsd: sums.ledger, requests: sums.requests, flagged, lostToKills: lost, components };
}

interface Pair {
  readonly tap: TapRecord;
  readonly row: LedgerRow;
  readonly exchange: Exchange | undefined;
  readonly organizationIds: readonly string[];
}

function checkPair(what: string, { tap, row, exchange, organizationIds }: Pair): Finding[] {
  const findings: Finding[] = [];
  const unequal = (text: string): void => void findings.push({ kind: 'unequal', what: `${what}: ${text}` });
  if (exchange !== undefined && organizationIds[exchange.conversation.tenant] !== row.organizationId) unequal(`charged to ${row.organizationId}`);
  if (row.model.split('/').at(-1) !== tap.model) unequal(`the ledger has it as ${row.model}`);
  switch (row.usageSource) {
    case 'provider':
      if (tap.usage === null || !tap.isUsageFinal) unequal(`the ledger has a provider's usage, none crossed the wire (${tap.ending})`);
      else {
        const difference = differences(tap.usage, row);
        if (difference !== '') unequal(difference);
        const bill = amountOf(tap.model, tap.usage, BILLING);
        if (bill !== row.costNanoUsd) unequal(`billed ${bill} nano-USD, the ledger has ${row.costNanoUsd}`);
      }
      break;
    case 'estimated':
      if (tap.isUsageFinal) unequal('estimated although the provider told its usage');
      break;
    case 'checkpoint':
      if (row.outcome !== 'cancelled' && row.outcome !== 'interrupted') unequal(`a checkpoint counts for a request that was ${row.outcome}`);
      if (tap.isUsageFinal && tap.ending === 'complete' && !leftMeanwhile(tap, exchange)) unequal('a checkpoint counts although the whole answer had come');
      break;
    case 'none':
      if (row.costNanoUsd !== 0n) unequal(`costs ${row.costNanoUsd} nano-USD from no source`);
      if (tap.isUsageFinal && tap.ending === 'complete') unequal(`not charged (${row.outcome}) although the provider told its usage`);
      break;
  }
  return findings;
}

/** What the tap has handed to the gateway's socket may never be read there once the client is gone; a second before that it must have been. */
function leftMeanwhile(tap: TapRecord, exchange: Exchange | undefined): boolean {
  return exchange?.seen.kind === 'left' && tap.endedAtMs > exchange.endedAtMs - READING_MS;
}

function differences(wire: WireUsage, { usage }: LedgerRow): string {
  const pairs: [string, number, number][] = [
    ['input', wire.uncachedInput, usage.input],
    ['cache read', wire.cacheRead, usage.cachedInput],
    ['cache write 5m', wire.cacheWrite5m, usage.cacheWrite5m],
    ['cache write 1h', wire.cacheWrite1h, usage.cacheWrite1h],
    ['output', wire.textOutput, usage.output],
    ['reasoning', wire.reasoning, usage.reasoning],
    ['audio input', wire.audioInput, usage.audioInput],
    ['audio output', wire.audioOutput, usage.audioOutput],
    ['image input', wire.imageInput, usage.imageInput],
    ['image output', wire.imageOutput, usage.imageOutput],
    ['units', wire.units, usage.units],
  ];
  return pairs
    .filter(([, left, right]) => left !== right)
    .map(([name, left, right]) => `${name} ${left} on the wire, ${right} in the ledger`)
    .join(', ');
}

/** Entries that no response of the provider stands behind. */
function checkUnmatched({ ledger, taps }: Evidence): Finding[] {
  const known = new Set(taps.map((tap) => tap.providerRequestId));
  return ledger.flatMap((row): Finding[] => {
    const what = `${row.eventId} ${row.model} ${row.outcome}`;
    if (row.providerRequestId !== null)
      return known.has(row.providerRequestId) ? [] : [{ kind: 'unequal', what: `${what}: the provider knows no ${row.providerRequestId}` }];
    if (row.outcome === 'completed' || row.usageSource === 'provider')
      return [{ kind: 'unequal', what: `${what}: no response of a provider stands behind it` }];
    if (row.usageSource === 'none' && row.costNanoUsd !== 0n)
      return [{ kind: 'not allowed', what: `${what}: costs ${row.costNanoUsd} nano-USD from no source` }];
    return [];
  });
}

function wasKilled(tap: TapRecord, { kills }: Evidence): boolean {
  return kills.some(({ atMs, backAtMs }) => tap.startedAtMs <= backAtMs && tap.endedAtMs >= atMs - KILL_REACH_MS && tap.endedAtMs <= backAtMs);
}

/** Tokens of a prompt: a quarter of its bytes, and what messages and pictures are taken for (see the gateway's estimate-prompt.ts). */
const TOKENS_PER_MESSAGE = 4;
const TOKENS_PER_PICTURE = 765;
const BYTES_PER_TOKEN = 4;

/** By docs/charges.md: the prompt as the provider counted it, else as it is estimated, and the output that went to the client. */
function allowedNanoUsd(tap: TapRecord, exchange: Exchange | undefined): bigint {
  const messages = (exchange?.messages ?? 0) * TOKENS_PER_MESSAGE + (exchange?.images ?? 0) * TOKENS_PER_PICTURE;
  const estimate = Math.ceil(tap.requestBytes / BYTES_PER_TOKEN) + messages + 4;
  const forwarded = Math.ceil(tap.contentBytes / BYTES_PER_TOKEN) + tap.contentEvents;
  const output = Math.max(forwarded, tap.usage?.textOutput ?? 0, 1);
  const estimated = amountOf(tap.model, { ...NO_USAGE, uncachedInput: estimate, textOutput: output }, BILLING);
  const told = tap.usage === null ? 0n : amountOf(tap.model, { ...tap.usage, textOutput: output }, BILLING);
  return told > estimated ? told : estimated;
}

class Sums {
  bill = 0n;
  ledger = 0n;
  requests = 0;
  readonly #byLine = new Map<string, { bill: bigint; ledger: bigint }>();

  add(line: string, amounts: { readonly bill: bigint; readonly ledger: bigint }): void {
    const before = this.#byLine.get(line) ?? { bill: 0n, ledger: 0n };
    this.#byLine.set(line, { bill: before.bill + amounts.bill, ledger: before.ledger + amounts.ledger });
    this.bill += amounts.bill;
    this.ledger += amounts.ledger;
    this.requests += 1;
  }

  findings(): Finding[] {
    return [...this.#byLine]
      .filter(([, { bill, ledger }]) => bill !== ledger)
      .map(([line, { bill, ledger }]) => ({ kind: 'unequal', what: `${line}: the bill is ${bill}, the ledger ${ledger} nano-USD` }));
  }
}
