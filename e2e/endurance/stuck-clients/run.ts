import { setTimeout as sleep } from 'node:timers/promises';
import { RawClient } from '../clients/raw-client.ts';
import { requestBody, WAYS, type Way } from '../clients/request-bodies.ts';
import { monotonicMs } from '../figures/monotonic.ts';
import { quantile } from '../figures/statistics.ts';
import { startInstance, type EnduranceInstance, type GatewayFigures, type TestKey } from '../instance/start.ts';
import { readBooks } from '../journal-books.ts';
import { countFreeSlots } from '../leaving-clients/check-holds.ts';
import { untilIdle } from '../until-idle.ts';
import { atMost, exactly, told, type Finding } from '../verdict.ts';
import { StuckCalls } from './stuck-calls.ts';
import { WorkingClients } from './working-clients.ts';

export interface StuckOptions {
  readonly adminUrl: string;
  /** Clients that open a long stream and never read. */
  readonly streams: number;
  /** Clients that ask for a large whole answer and never read it. */
  readonly wholes: number;
  /** Clients that work as they should beside them. */
  readonly others: number;
  /** The gateway's deadline for a client that does not read. */
  readonly deadlineMs: number;
  /** How long the working ones are by themselves, before and after. */
  readonly aloneMs: number;
  readonly seed: number;
  /** Of figures of time and memory: a short campaign beside other tests says nothing of them. */
  readonly judgesFigures: boolean;
  readonly say: (line: string) => void;
}

const RESIDENT_MB_PER_CLIENT_MAX = 1;
const GROWTH_MB_MAX = 20;
const LEFT_BEHIND_MB_MAX = 10;
/** What sockets and kernels keep on both ways; the streams themselves would not end. */
const SENT_MB_MAX = 32;
/** A kernel that is short of memory moves its buffers a little. */
const SENT_AFTERWARDS_PERCENT_MAX = 1;
/** Working clients: p50 of what is added, against what it is without the stuck ones. */
const SLOWER_MAX = 2;
const SLOWER_MS_MAX = 10;
/** Beside another deadline: what a kernel moves of what it holds, as it does when other connections let go of theirs, counts as read. */
const CUT_LATE_MS_MAX = 5_000;
/** Whole answers are there when all streams are filled, or a while later. */
const WHOLES_LATE_MS = 40_000;
const FILLED_WITHIN_MS = 120_000;
const IDLE_WITHIN_MS = 20_000;
const WHOLE_ANSWER_BYTES = 8_000_000;
const FIRST_ID = 1_000_000;
/** Far more than all buffers on the way take. */
const ENDLESS = { pieces: 1_000_000, pieceBytes: 32_000 };

/** Clients that never read what they have asked for, beside others that work as they should. */
export async function runStuckClients(options: StuckOptions): Promise<Finding[]> {
  const { adminUrl, deadlineMs, say } = options;
  const instance = await startInstance({ adminUrl, env: { UPSTREAM_IDLE_TIMEOUT_MS: String(deadlineMs) } });
  let working: WorkingClients | null = null;
  try {
    const slots = 2 * (options.streams + options.wholes);
    const key = await instance.addKey({ maxConcurrency: slots, budgetNanoUsd: 10n ** 15n });
    working = new WorkingClients(instance, { key: await instance.addKey({ maxConcurrency: 10_000 }), count: options.others, seed: options.seed });
    const course = await runCourse(instance, { ...options, key, working });
    await working.close();
    await untilIdle(instance, IDLE_WITHIN_MS);
    const cut = await countCut(course.clients);
    const { settled, ...books } = await readBooks(instance.journalFolder);
    const stuck = settled.filter(({ keyId }) => keyId === key.keyId);
    return [
      told('clients that never read', `${options.streams} streams, ${options.wholes} whole answers`),
      told('filled after', course.filledMs, 'ms'),
      atMost('sent to each stream until its provider was paused, median', course.bytesEach / 1_000_000, SENT_MB_MAX, 'MB'),
      ...(options.judgesFigures ? figures(course, { ...options, working }) : []),
      told('requests of clients that work', working.requests),
      exactly('of them not answered as they should', working.failed, 0),
      exactly('stuck connections that were cut', cut, options.streams + options.wholes),
      atMost('the last stream cut so long after the filling, less the deadline', course.cutLateMs, deadlineMs + CUT_LATE_MS_MAX, 'ms'),
      atMost('the last connection of all', course.allCutLateMs, deadlineMs + WHOLES_LATE_MS, 'ms'),
      exactly('requests of stuck clients in the books', stuck.length, options.streams + options.wholes),
      exactly('of them cancelled', stuck.filter(({ outcome }) => outcome === 'cancelled').length, options.streams),
      exactly('requests not ended', books.open, 0),
      exactly('requests ended twice', books.settledTwice, 0),
      exactly('requests at once that the key is let have afterwards', await countFreeSlots(instance, key, slots), slots),
    ];
  } catch (error) {
    say(instance.output());
    throw error;
  } finally {
    await working?.close();
    await instance.close();
  }
}

interface Course {
  readonly clients: readonly RawClient[];
  readonly filledMs: number;
  readonly bytesEach: number;
  readonly bytesBefore: number;
  readonly bytesAfterwards: number;
  /** The last stream that was cut was cut so late. */
  readonly cutLateMs: number;
  /** The last one of all. */
  readonly allCutLateMs: number;
  /** After a collection. */
  readonly alone: GatewayFigures;
  /** Each second, while all of them are stuck. */
  readonly residentMb: readonly number[];
  /** Of what is in use, in the second half of that time. */
  readonly grownMb: number;
  readonly afterwards: GatewayFigures;
}

type CourseOptions = StuckOptions & { readonly key: TestKey; readonly working: WorkingClients };

async function runCourse(instance: EnduranceInstance, options: CourseOptions): Promise<Course> {
  const { working, streams, deadlineMs, aloneMs, say } = options;
  // The code of the gateway is compiled in the first half of it.
  await sleep(aloneMs / 2);
  working.enter('alone');
  await sleep(aloneMs / 2);
  const alone = await instance.figures({ isCollected: true });
  working.enter(null);
  say(`alone: resident ${alone.residentMb.toFixed(0)} MB`);

  const calls = new StuckCalls(instance.provider, (id) => id >= FIRST_ID && id < FIRST_ID + streams);
  const openedMs = monotonicMs();
  const clients = openStuck(instance, options);
  await calls.untilFilled(streams, FILLED_WITHIN_MS);
  const filledAtMs = monotonicMs();
  const filled = [...(await calls.bytes()).values()];
  say(`filled after ${Math.round(filledAtMs - openedMs)} ms`);
  working.enter('beside');
  const residentMb: number[] = [];
  const usedMbs: number[] = [];
  // Ends a moment before the first of them can be cut. What is in use is known only after a collection, which costs the working ones time.
  for (const untilMs of [deadlineMs / 2, deadlineMs - 1_000]) {
    while (monotonicMs() - openedMs < untilMs) {
      await sleep(1_000);
      residentMb.push((await instance.figures()).residentMb);
    }
    usedMbs.push(usedMb(await instance.figures({ isCollected: true })));
  }
  const still = [...(await calls.bytes()).values()];
  working.enter(null);
  say(`stuck: resident ${residentMb.at(-1)?.toFixed(0) ?? '-'} MB`);
  const cutLateMs = (await calls.untilCut(streams, 2 * deadlineMs + IDLE_WITHIN_MS)) - filledAtMs - deadlineMs;
  const allCutLateMs = (await untilAllCut(instance, streams + options.wholes, filledAtMs + 2 * deadlineMs + WHOLES_LATE_MS)) - filledAtMs - deadlineMs;
  say(`cut: the last stream ${Math.round(cutLateMs)} ms after the deadline, the last of all ${Math.round(allCutLateMs)} ms`);
  working.enter('alone');
  await sleep(aloneMs);
  const afterwards = await instance.figures({ isCollected: true });
  say(`afterwards: resident ${afterwards.residentMb.toFixed(0)} MB`);
  return {
    clients,
    filledMs: filledAtMs - openedMs,
    bytesEach: quantile(filled, 0.5),
    bytesBefore: sum(filled),
    bytesAfterwards: sum(still) - sum(filled),
    cutLateMs,
    allCutLateMs,
    alone,
    residentMb,
    grownMb: (usedMbs[1] ?? 0) - (usedMbs[0] ?? 0),
    afterwards,
  };
}

/** Waits until so many connections were cut, or until it is too late for that. Returns when it was. */
async function untilAllCut(instance: EnduranceInstance, count: number, latestMs: number): Promise<number> {
  while (monotonicMs() <= latestMs && (await instance.figures()).unreadCut < count) await sleep(200);
  return monotonicMs();
}

/** What is referred to; resident memory also has what the allocator keeps for later. */
function usedMb({ heapUsedMb, externalMb }: GatewayFigures): number {
  return heapUsedMb + externalMb;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function openStuck({ port }: EnduranceInstance, { key, streams, wholes }: CourseOptions): RawClient[] {
  const open = (way: Way, body: string): RawClient => new RawClient({ port, secret: key.secret, path: way.path, body }, { isReading: false });
  const stream = (i: number): RawClient => {
    const way = i % 2 === 0 ? WAYS.chat : WAYS.chatTranslated;
    return open(way, requestBody(way, { shape: { id: FIRST_ID + i, ...ENDLESS }, isStream: true }));
  };
  const whole = (i: number): RawClient =>
    open(WAYS.chat, requestBody(WAYS.chat, { shape: { id: FIRST_ID + streams + i, pieces: 1, pieceBytes: WHOLE_ANSWER_BYTES }, isStream: false }));
  return [...Array.from({ length: streams }, (_, i) => stream(i)), ...Array.from({ length: wholes }, (_, i) => whole(i))];
}

/** Reads what is left: a connection that was cut does not bring the rest of its answer. */
async function countCut(clients: readonly RawClient[]): Promise<number> {
  await Promise.all(
    clients.map(async (client) => {
      client.readOn();
      const late = setTimeout(() => client.leave('reset'), IDLE_WITHIN_MS);
      await client.over;
      clearTimeout(late);
    }),
  );
  return clients.filter(({ isComplete, leftMs }) => !isComplete && leftMs === null).length;
}

type Beside = Pick<CourseOptions, 'working' | 'streams' | 'wholes'>;

function figures({ alone, residentMb, grownMb, afterwards, bytesBefore, bytesAfterwards }: Course, { working, streams, wholes }: Beside): Finding[] {
  const median = quantile(residentMb, 0.5);
  const p50 = (phase: string): number => quantile(working.addedMs(phase), 0.5);
  const p99 = (phase: string): number => quantile(working.addedMs(phase), 0.99);
  return [
    atMost('sent into stuck streams afterwards, of what was sent before', (100 * bytesAfterwards) / bytesBefore, SENT_AFTERWARDS_PERCENT_MAX, '%'),
    atMost(
      'resident memory for each stuck stream, without the whole answers',
      (median - alone.residentMb - (wholes * WHOLE_ANSWER_BYTES) / 1_000_000) / streams,
      RESIDENT_MB_PER_CLIENT_MAX,
      'MB',
    ),
    atMost('growth of heap and buffers in use in the second half of that', grownMb, GROWTH_MB_MAX, 'MB'),
    told('resident memory before, while, afterwards', `${alone.residentMb.toFixed(0)}, ${median.toFixed(0)}, ${afterwards.residentMb.toFixed(0)} MB`),
    atMost('memory in use that they leave behind: heap and buffers', usedMb(afterwards) - usedMb(alone), LEFT_BEHIND_MB_MAX, 'MB'),
    told('added for clients that work, alone: p50', p50('alone'), 'ms'),
    atMost('added for clients that work, beside them: p50', p50('beside'), Math.max(SLOWER_MAX * p50('alone'), p50('alone') + SLOWER_MS_MAX), 'ms'),
    told('added for clients that work, p99: alone, beside them', `${p99('alone').toFixed(0)}, ${p99('beside').toFixed(0)} ms`),
  ];
}
