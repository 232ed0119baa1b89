import { setTimeout as sleep } from 'node:timers/promises';
import { checkBooks, type Books } from './check/books.ts';
import { checkBrokenAnswers, checkClientAnswers } from './check/client-answers.ts';
import { eventIdOf, type Evidence, type Finding } from './check/evidence.ts';
import { checkJournal } from './check/journal.ts';
import { readLedger } from './check/ledger-row.ts';
import { checkProviderBill, type ProviderBill } from './check/provider-bill.ts';
import { ChartWatch } from './chart-watch.ts';
import { generateConversations } from './conversations/generate.ts';
import type { Exchange } from './drive/hold-conversation.ts';
import { Killer } from './drive/killer.ts';
import { runAll } from './drive/run-all.ts';
import { startInstance, type Instance } from './instance/start.ts';
import type { CampaignOptions } from './options.ts';
import { Seeded } from './seeded.ts';
import { until } from './until.ts';

const TENANTS = 4;
/** What the requirement allows from an answer to the chart. */
const CHART_SECONDS_MAX = 10;
/** A journal's record that is not there after that long is not coming. */
const SHIPPING_REST_MS = 3_000;

export interface CampaignResult {
  readonly options: CampaignOptions;
  readonly seconds: number;
  readonly evidence: Evidence;
  readonly bill: ProviderBill;
  readonly books: Books;
  readonly openEvents: number;
  /** From the moment an answer was whole for the client until the chart had it; the killed gateway's time included. */
  readonly chartMsMax: number;
  readonly chartMsMedian: number;
  readonly findings: readonly Finding[];
  readonly gatewayOutput: string;
  readonly workerOutput: string;
}

/** The whole campaign, from an empty database to finalized invoices. `say` hears of the progress. */
export async function runCampaign(
  options: CampaignOptions,
  context: { readonly adminUrl: string; readonly say: (line: string) => void },
): Promise<CampaignResult> {
  const conversations = generateConversations({ ...options, tenants: TENANTS });
  const startedAtMs = Date.now();
  const instance = await startInstance({ adminUrl: context.adminUrl, tenants: TENANTS });
  try {
    context.say(`instance ready after ${seconds(startedAtMs)} s: gateway ${instance.gatewayUrl}, tap ${instance.tap.url}`);
    const chart = new ChartWatch(instance, startedAtMs);
    chart.start();
    const { exchanges, killer } = await drive(instance, { options, conversations, say: context.say });
    context.say(`conversations held after ${seconds(startedAtMs)} s, ${exchanges.length} requests; waiting for the books`);
    await settleDown(instance);
    await chart.stop();
    if (chart.error !== null) throw chart.error;
    await instance.gateway.stop();
    const ledger = await readLedger(instance.owner);
    const evidence: Evidence = {
      exchanges,
      taps: instance.tap.records,
      ledger,
      kills: killer.kills,
      organizationIds: instance.tenants.map((tenant) => tenant.organizationId),
    };
    const journal = await checkJournal(instance);
    const bill = checkProviderBill(evidence);
    const books = await checkBooks(instance, ledger, startedAtMs);
    const delays = chartDelays(exchanges, chart);
    const findings = [
      ...checkClientAnswers(evidence),
      ...checkBrokenAnswers(evidence),
      ...bill.findings,
      ...books.findings,
      ...journal.findings,
      ...delays.findings,
      ...unfinished(exchanges),
    ];
    return {
      options,
      seconds: seconds(startedAtMs),
      evidence,
      bill,
      books,
      openEvents: journal.openEvents,
      chartMsMax: delays.max,
      chartMsMedian: delays.median,
      findings,
      gatewayOutput: instance.gateway.output,
      workerOutput: instance.worker.output,
    };
  } finally {
    await instance.close();
  }
}

interface DriveOptions {
  readonly options: CampaignOptions;
  readonly conversations: ReturnType<typeof generateConversations>;
  readonly say: (line: string) => void;
}

async function drive(instance: Instance, { options, conversations, say }: DriveOptions): Promise<{ exchanges: Exchange[]; killer: Killer }> {
  const exchanges: Exchange[] = [];
  const killer = new Killer(instance.gateway, { kills: options.kills, conversations: conversations.length, random: new Seeded(options.seed) });
  const killing = killer.run();
  const step = Math.max(1, Math.floor(conversations.length / 10));
  await runAll(instance, conversations, {
    concurrency: options.concurrency,
    onExchange: (exchange) => exchanges.push(exchange),
    onConversation: (held) => {
      killer.progress(held);
      if (held % step === 0) say(`  ${held} of ${conversations.length} conversations, ${exchanges.length} requests, ${killer.kills.length} kills`);
    },
  });
  killer.finish();
  await killing;
  return { exchanges, killer };
}

/** No response under way, everything shipped, everything pushed. */
async function settleDown(instance: Instance): Promise<void> {
  await until('no response is under way', () => instance.tap.open === 0);
  let before = -1;
  for (let count = await ledgerCount(instance); count !== before; count = await ledgerCount(instance)) {
    before = count;
    await sleep(SHIPPING_REST_MS);
  }
  await until('everything is pushed to Stripe', async () => {
    const { rows } = await instance.owner.query<{ dirty: string }>('SELECT count(*)::text AS dirty FROM stripe_outbox WHERE pushed_version < dirty_version');
    return rows[0]?.dirty === '0';
  });
}

async function ledgerCount(instance: Instance): Promise<number> {
  const { rows } = await instance.owner.query<{ count: number }>('SELECT count(*)::int AS count FROM usage_events');
  return rows[0]?.count ?? 0;
}

function chartDelays(exchanges: readonly Exchange[], chart: ChartWatch): { max: number; median: number; findings: Finding[] } {
  const findings: Finding[] = [];
  const delays: number[] = [];
  for (const { marker, seen } of exchanges) {
    if (seen.kind !== 'complete') continue;
    const seenAtMs = chart.seenAtMs(eventIdOf(seen.generationId));
    if (seenAtMs === undefined) findings.push({ kind: 'missing', what: `${marker}: never in the chart` });
    else delays.push(Math.max(0, seenAtMs - seen.atMs));
  }
  delays.sort((left, right) => left - right);
  const max = delays.at(-1) ?? 0;
  if (max > CHART_SECONDS_MAX * 1_000) findings.push({ kind: 'not allowed', what: `an answer was in the chart after ${max} ms` });
  return { max, median: delays[Math.floor(delays.length / 2)] ?? 0, findings };
}

/** Clients try again until they have their answer: a turn that never got one is a fault of ours. */
function unfinished(exchanges: readonly Exchange[]): Finding[] {
  const last = new Map(exchanges.map((exchange) => [exchange.conversation.id, exchange]));
  return [...last.values()].flatMap(({ marker, seen }) =>
    seen.kind === 'broken' ? [{ kind: 'missing' as const, what: `${marker}: never answered: ${seen.reason}` }] : [],
  );
}

function seconds(sinceMs: number): number {
  return Math.round((Date.now() - sinceMs) / 1_000);
}
