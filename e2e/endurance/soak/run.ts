import { setTimeout as sleep } from 'node:timers/promises';
import { Seeded } from '../../campaign/seeded.ts';
import { KeptClients, type Answered } from '../clients/kept-client.ts';
import { quantile } from '../figures/statistics.ts';
import { startInstance, type EnduranceInstance, type TestKey } from '../instance/start.ts';
import { untilIdle } from '../until-idle.ts';
import { atMost, exactly, told, type Finding } from '../verdict.ts';
import { growthOf } from './growth.ts';
import { openLoop } from './open-loop.ts';
import { planRequest, type SoakRequest } from './plan-request.ts';
import { Sampler, type Sample } from './sampler.ts';
import { Tally } from './tally.ts';

export interface SoakOptions {
  readonly adminUrl: string;
  readonly withRedis: boolean;
  readonly seconds: number;
  /** Requests begun each second, whatever becomes of them. */
  readonly perSecond: number;
  readonly seed: number;
  /** Growth is judged: only a soak of minutes says something of it. */
  readonly judgesGrowth: boolean;
  readonly say: (line: string) => void;
}

export interface SoakResult {
  readonly findings: readonly Finding[];
  readonly samples: readonly Sample[];
}

const KEYS = 6;
const ROOMY = { requestsPerMinute: 1_000_000, tokensPerMinute: 2_000_000_000, maxConcurrency: 2_000, budgetNanoUsd: 10n ** 15n };
/** A key that is over its limit nearly always. */
const TIGHT = { requestsPerMinute: 6 };
const SAID_EVERY_SECONDS = 60;
const IDLE_WITHIN_MS = 20_000;
const SHIPPED_WITHIN_MS = 60_000;

/** A mixed load at a fixed rate for a long time, with a worker that ships the journal, and what it does to the gateway's process. */
export async function runSoak(options: SoakOptions): Promise<SoakResult> {
  const { adminUrl, withRedis, say } = options;
  const instance = await startInstance({ adminUrl, withRedis, withWorker: true });
  const clients = new KeptClients({ port: instance.port });
  try {
    const keys = await Promise.all(Array.from({ length: KEYS }, () => instance.addKey(ROOMY)));
    const tight = await instance.addKey(TIGHT);
    const sampler = new Sampler(instance);
    const tally = new Tally();
    const begin = asker({ clients, keys, tight, seed: options.seed }, (request, answered) => {
      tally.add(request, answered);
      // A first provider that fails is in the one, a body that takes long to read in the other.
      if (answered.addedMs !== null && request.kind !== 'provider fails' && request.kind !== 'long prompt') sampler.answered(answered.addedMs);
    });
    const saying = setInterval(() => say(lineOf(sampler.samples.at(-1), tally)), SAID_EVERY_SECONDS * 1_000);
    await openLoop({ perSecond: options.perSecond, seconds: options.seconds, begin });
    clearInterval(saying);
    await sampler.close();
    await untilIdle(instance, IDLE_WITHIN_MS);
    const findings = [
      ...tally.findings(),
      ...(await books(instance)),
      ...latencies(sampler.samples),
      ...(options.judgesGrowth ? growthOf(sampler.samples) : []),
      ...(await atTheEnd(instance)),
    ];
    return { findings, samples: sampler.samples };
  } catch (error) {
    say(instance.output());
    throw error;
  } finally {
    clients.close();
    await instance.close();
  }
}

interface Asking {
  readonly clients: KeptClients;
  readonly keys: readonly TestKey[];
  readonly tight: TestKey;
  readonly seed: number;
}

function asker({ clients, keys, tight, seed }: Asking, ended: (request: SoakRequest, answered: Answered) => void): () => Promise<void> {
  const random = new Seeded(seed);
  let id = 0;
  return async () => {
    const request = planRequest((id += 1), random);
    const { secret } = request.kind === 'over its limit' ? tight : random.pick(keys);
    ended(request, await clients.ask({ secret, path: request.path, body: request.body }, { leavesAfterMs: request.leavesAfterMs }));
  };
}

/** The ledger has what the gateway has ended, once the worker has shipped it. */
async function books({ sql, endedRequests }: EnduranceInstance): Promise<Finding[]> {
  const ended = await endedRequests();
  const rows = async (): Promise<number> =>
    Number((await sql.query<{ count: string }>('SELECT count(*)::text AS count FROM usage_events')).rows[0]?.count ?? 0);
  for (const deadlineMs = performance.now() + SHIPPED_WITHIN_MS; (await rows()) < ended && performance.now() < deadlineMs;) await sleep(200);
  return [exactly('requests in the ledger: as many as ended at the gateway', await rows(), ended)];
}

function latencies(samples: readonly Sample[]): Finding[] {
  const median = (name: string, of: (sample: Sample) => number | null): Finding =>
    told(
      `${name}, median of the seconds`,
      quantile(
        samples.flatMap((sample) => of(sample) ?? []),
        0.5,
      ),
      'ms',
    );
  return [
    median('added latency: p50', ({ addedMsP50 }) => addedMsP50),
    median('added latency: p99', ({ addedMsP99 }) => addedMsP99),
    median('event loop delay: p99', ({ loopDelayMsP99 }) => loopDelayMsP99),
    median('event loop delay of the campaign itself: p50', ({ ownDelayMsP50 }) => ownDelayMsP50),
  ];
}

async function atTheEnd(instance: EnduranceInstance): Promise<Finding[]> {
  const { heapUsedMb, residentMb, inFlight } = await instance.figures({ isCollected: true });
  return [
    told('heap in use, resident after a collection', `${heapUsedMb.toFixed(1)} MB, ${residentMb.toFixed(0)} MB`),
    atMost('requests under way at the end', inFlight, 0),
  ];
}

function lineOf(sample: Sample | undefined, { requests, failed }: Tally): string {
  if (sample === undefined) return 'nothing yet';
  const { atSeconds, residentMb, heapUsedMb, descriptors, inFlight, addedMsP50, addedMsP99, journalMb } = sample;
  return (
    `${Math.round(atSeconds)} s: ${requests} requests, ${failed} failed, ${inFlight} under way, resident ${residentMb.toFixed(0)} MB, heap ${heapUsedMb.toFixed(1)} MB, ` +
    `${descriptors} descriptors, added p50 ${addedMsP50?.toFixed(2) ?? '-'} ms, p99 ${addedMsP99?.toFixed(1) ?? '-'} ms, journal ${journalMb.toFixed(1)} MB`
  );
}
