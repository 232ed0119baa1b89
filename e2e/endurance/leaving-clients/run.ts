import { setTimeout as sleep } from 'node:timers/promises';
import { decimalFromNanoUsd } from '@modelhub/core/money';
import { Seeded } from '../../campaign/seeded.ts';
import { largest, quantile, theilSenSlope } from '../figures/statistics.ts';
import type { CallSeen } from '../instance/answer-shape.ts';
import { startInstance, type EnduranceInstance, type GatewayFigures, type TestKey } from '../instance/start.ts';
import { readBooks } from '../journal-books.ts';
import { untilIdle } from '../until-idle.ts';
import { atMost, exactly, told, type Finding } from '../verdict.ts';
import { countFreeSlots, moneyLeft, readHeld } from './check-holds.ts';
import { compare } from './check-outcomes.ts';
import { planVisit } from './plan-visit.ts';
import { visitGateway, type Visited } from './visit-gateway.ts';

export interface LeavingOptions {
  readonly adminUrl: string;
  readonly withRedis: boolean;
  readonly clients: number;
  readonly atOnce: number;
  readonly rounds: number;
  readonly seed: number;
  /** How long the last call may go on after its client has left. */
  readonly noticedWithinMs: number;
  readonly say: (line: string) => void;
}

/** The first rounds fill caches and let code be compiled. */
const WARM_UP_ROUNDS = 3;
/** Growth of memory for each client, after everything that can be collected was. */
const HEAP_BYTES_PER_CLIENT_MAX = 200;
const RESIDENT_BYTES_PER_CLIENT_MAX = 2_000;
const DESCRIPTORS_PER_1000_CLIENTS_MAX = 5;
const IDLE_WITHIN_MS = 10_000;
/** Gateways report what they hold to Redis a few times a second, and give shares back that nobody uses. */
const REPORTED_WITHIN_MS = 15_000;
const BUDGET_NANO_USD = 1_000_000_000_000n;

interface Round {
  readonly figures: GatewayFigures;
  readonly idleAfterMs: number;
}

/** Clients that leave at a moment of their own, many at once, and what is left of them at the gateway, at its providers, and in its books. */
export async function runLeavingClients(options: LeavingOptions): Promise<Finding[]> {
  const { adminUrl, withRedis, atOnce, say } = options;
  const instance = await startInstance({ adminUrl, withRedis });
  try {
    // Twice as many as there are: a slot is given back a moment after its client has left.
    const slots = 2 * atOnce;
    const key = await instance.addKey({ requestsPerMinute: 1_000_000, tokensPerMinute: 2_000_000_000, maxConcurrency: slots, budgetNanoUsd: BUDGET_NANO_USD });
    const { visited, calls, rounds } = await visitInRounds(instance, key, options);
    const { settled, ...books } = await readBooks(instance.journalFolder);
    const agreement = compare(visited, calls, settled);
    for (const line of agreement.disagreements.slice(0, 10)) say(line);
    const asked = visited.filter(({ visit }) => visit.bodyShare === 1).length;
    return [
      told('clients', visited.length),
      told('of them left', visited.filter(({ leftMs, isComplete }) => leftMs !== null && !isComplete).length),
      told('calls that reached a provider', calls.length),
      ...noticed(agreement.noticedAfterMs, options),
      exactly('calls that went on without a client', agreement.neverClosed, 0),
      atMost('requests under way, after the last client', (await instance.figures()).inFlight, 0),
      told('until none was, longest of the rounds', largest(rounds.map(({ idleAfterMs }) => idleAfterMs)), 'ms'),
      atMost('requests in the journal', books.opened, asked),
      exactly('of them not ended', books.open, 0),
      exactly('of them ended twice', books.settledTwice, 0),
      told('of them cancelled, completed', `${agreement.cancelled}, ${agreement.completed}`),
      exactly('requests of which client, provider and books disagree', agreement.disagreements.length, 0),
      ...memory(rounds, options),
      ...(await holds(instance, { key, slots, spentNanoUsd: books.costNanoUsd })),
    ];
  } catch (error) {
    say(instance.output());
    throw error;
  } finally {
    await instance.close();
  }
}

interface Visits {
  readonly visited: Visited[];
  readonly calls: CallSeen[];
  readonly rounds: Round[];
}

async function visitInRounds(instance: EnduranceInstance, { secret }: TestKey, options: LeavingOptions): Promise<Visits> {
  const random = new Seeded(options.seed);
  const all: Visits = { visited: [], calls: [], rounds: [] };
  const to = { port: instance.port, secret };
  let id = 0;
  for (let round = 1; round <= options.rounds; round += 1) {
    const last = Math.floor((options.clients * round) / options.rounds);
    const work = async (): Promise<void> => {
      while (id < last) all.visited.push(await visitGateway(planVisit((id += 1), random), to));
    };
    await Promise.all(Array.from({ length: options.atOnce }, work));
    const idleAfterMs = await untilIdle(instance, IDLE_WITHIN_MS);
    await untilNoticed(instance, options.noticedWithinMs);
    all.calls.push(...(await instance.provider.take()));
    all.rounds.push({ figures: await instance.figures({ isCollected: true }), idleAfterMs });
    const { residentMb, heapUsedMb, descriptors } = all.rounds.at(-1)?.figures ?? (await instance.figures());
    options.say(`round ${round}: ${last} clients, heap ${heapUsedMb.toFixed(1)} MB, resident ${residentMb.toFixed(0)} MB, ${descriptors} descriptors`);
  }
  return all;
}

/** Waits until the provider has seen the end of every call, or for as long as it may take. */
async function untilNoticed({ provider }: EnduranceInstance, timeoutMs: number): Promise<void> {
  for (const deadlineMs = performance.now() + timeoutMs; performance.now() < deadlineMs; await sleep(20)) {
    if ((await provider.look()).every(({ endedMs, closedMs }) => endedMs !== null || closedMs !== null)) return;
  }
}

function noticed(afterMs: readonly number[], { noticedWithinMs }: LeavingOptions): Finding[] {
  return [
    told('provider sees the end of its call after, p50', quantile(afterMs, 0.5), 'ms'),
    told('provider sees the end of its call after, p99', quantile(afterMs, 0.99), 'ms'),
    atMost('provider sees the end of its call after, p100', quantile(afterMs, 1), noticedWithinMs, 'ms'),
  ];
}

/** Few rounds say nothing of growth: their figures are told only. */
function memory(rounds: readonly Round[], { clients, rounds: count }: LeavingOptions): Finding[] {
  const perRound = clients / count;
  const slope = (of: (figures: GatewayFigures) => number): number =>
    theilSenSlope(rounds.slice(WARM_UP_ROUNDS).map(({ figures }, i) => ({ x: i * perRound, y: of(figures) })));
  const last = rounds.at(-1)?.figures;
  const growth =
    rounds.length - WARM_UP_ROUNDS < 4
      ? []
      : [
          atMost(
            'heap in use grows by, for each client',
            slope(({ heapUsedMb }) => heapUsedMb * 1_000_000),
            HEAP_BYTES_PER_CLIENT_MAX,
            'bytes',
          ),
          atMost(
            'resident memory grows by, for each client',
            slope(({ residentMb }) => residentMb * 1_000_000),
            RESIDENT_BYTES_PER_CLIENT_MAX,
            'bytes',
          ),
          atMost(
            'descriptors grow by, for 1,000 clients',
            slope(({ descriptors }) => 1_000 * descriptors),
            DESCRIPTORS_PER_1000_CLIENTS_MAX,
          ),
        ];
  return [told('heap in use, resident at the end', `${last?.heapUsedMb.toFixed(1)} MB, ${last?.residentMb.toFixed(0)} MB`), ...growth];
}

async function holds(instance: EnduranceInstance, { key, slots, spentNanoUsd }: { key: TestKey; slots: number; spentNanoUsd: bigint }): Promise<Finding[]> {
  const findings = [exactly('requests at once that the key is let have afterwards', await countFreeSlots(instance, key, slots), slots)];
  await untilIdle(instance, IDLE_WITHIN_MS);
  if (instance.redisUrl === null) {
    const { costNanoUsd } = await readBooks(instance.journalFolder);
    findings.push(told('spent by the books', `${decimalFromNanoUsd(spentNanoUsd)} USD`));
    findings.push(exactly('budget less books less what is left, in nano-USD', await moneyLeft(instance, key, costNanoUsd), 0n));
    return findings;
  }
  let inRedis = await readHeld(instance.redisUrl);
  for (let waitedMs = 0; (inRedis.holds > 0 || inRedis.held > 0n) && waitedMs < REPORTED_WITHIN_MS; waitedMs += 100) {
    await sleep(100);
    inRedis = await readHeld(instance.redisUrl);
  }
  findings.push(exactly('holds in Redis', inRedis.holds, 0));
  findings.push(exactly('held by counters in Redis', inRedis.held, 0n));
  return findings;
}
