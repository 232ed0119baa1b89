import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '@modelhub/testing/postgres';
import { prepareCheckout } from './checkout.ts';
import { toComparison } from './comparison.ts';
import { startGatewayTarget } from './gateway-target.ts';
import { toGoals } from './goals.ts';
import { buildNativeTools, MissingToolError, type NativeTools } from './native.ts';
import { readOptions, UsageError, type Options } from './options.ts';
import { circumstancesOf, writePerformancePage, type Run } from './performance-page.ts';
import { LOAD_CORE, startPinned } from './pinned-process.ts';
import { measurePlanning } from './plan-cost.ts';
import { failures, toTables, toText, type Result } from './report.ts';
import { runLoad, type Measurement } from './run-load.ts';
import type { RunningTarget, TargetContext } from './running-target.ts';
import { requestBytes, SCENARIOS, type Scenario, type ScenarioName } from './scenarios.ts';
import { PEERS, TARGETS, type TargetChoice } from './targets.ts';

const RUN_DIRECTORY = path.join(import.meta.dirname, '../run');
const CHAT_PATH = '/v1/chat/completions';
/** Connections of the last measurement close. */
const PAUSE_MS = 300;

interface Bench {
  readonly tools: NativeTools;
  readonly options: Options;
  readonly targets: readonly RunningTarget[];
  /** What each target has been asked for some seconds already: that code is compiled. */
  readonly warm: Set<string>;
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const run = options.fromFile === null ? await measureAll(options) : (JSON.parse(readFileSync(options.fromFile, 'utf8')) as Run);
  report(run, options);
}

async function measureAll(options: Options): Promise<Run> {
  const tools = buildNativeTools();
  rmSync(RUN_DIRECTORY, { recursive: true, force: true });
  mkdirSync(RUN_DIRECTORY, { recursive: true });
  const stops: (() => Promise<void>)[] = [];
  try {
    const upstreamPort = await freePort();
    const upstream = startPinned({ core: LOAD_CORE, program: tools.mockUpstream, args: [String(upstreamPort)] });
    stops.push(() => upstream.stop());
    const targets: RunningTarget[] = [];
    const context = { ...options, upstreamPort, directory: RUN_DIRECTORY };
    if (options.compareWith !== null) {
      const before = await startGatewayTarget(context, { name: 'before', root: prepareCheckout(options.compareWith) });
      targets.push(before);
      stops.push(() => before.stop());
    }
    for (const name of options.targets) {
      const target = await startOrLeaveOut(name, context);
      if (target === null) continue;
      targets.push(target);
      stops.push(() => target.stop());
    }
    const bench: Bench = { tools, options, targets, warm: new Set() };
    const results: Result[] = [];
    for (const scenario of options.tests) {
      results.push(...(await measure(bench, scenario)));
      // A run takes a quarter of an hour: what breaks in its last minutes does not take the rest along.
      writeFileSync(path.join(RUN_DIRECTORY, 'results.json'), JSON.stringify(results));
    }
    const versions = targets.flatMap(({ name, version }) => (version === undefined ? [] : [`${name} ${version}`]));
    const goals = toGoals(results, options.compareWith === null ? await measurePlanning() : null);
    return { circumstances: circumstancesOf(options, versions), goals, results };
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

/** Null from one that this machine lacks, or that cannot be installed or started: the others are compared without it. */
async function startOrLeaveOut(name: TargetChoice, context: TargetContext): Promise<RunningTarget | null> {
  try {
    return await TARGETS[name](context);
  } catch (error) {
    if (!(error instanceof MissingToolError) && !PEERS.includes(name)) throw error;
    process.stderr.write(`${name} is left out: ${messageOf(error)}\n`);
    return null;
  }
}

/** Every target once in each round. The order turns with the rounds, so that none always comes after the same neighbour. */
async function measure(bench: Bench, name: ScenarioName): Promise<Result[]> {
  const scenario = SCENARIOS[name];
  const targets = bench.targets.filter(({ canTranslate }) => scenario.isTranslated !== true || canTranslate);
  const rounds = new Map(targets.map((target) => [target, [] as Measurement[]]));
  for (let round = 0; round < Math.min(bench.options.rounds, scenario.roundsMax ?? Number.POSITIVE_INFINITY); round += 1) {
    for (const target of round % 2 === 0 ? targets : targets.toReversed()) {
      if (round >= (target.roundsMax ?? Number.POSITIVE_INFINITY)) continue;
      process.stderr.write(`${name}, round ${round + 1}: ${target.name}\n`);
      const measured = await measureOnce(bench, name, target);
      if (measured !== null) rounds.get(target)?.push(measured);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
  return targets.map((target) => ({ scenario: name, target: target.name, rounds: rounds.get(target) ?? [] }));
}

/** Null where nothing could be measured, because the target has died: that ends no run of a quarter of an hour. */
async function measureOnce(bench: Bench, name: ScenarioName, target: RunningTarget): Promise<Measurement | null> {
  try {
    const measured = await runLoad({ program: bench.tools.load, args: loadArguments(bench, name, target) }, target.pid);
    if (failures([measured]) > 0) process.stderr.write(`  failed: ${failures([measured])}. ${measured.load.problem}\n`);
    return measured;
  } catch (error) {
    process.stderr.write(`  not measured: ${messageOf(error)}\n`);
    process.exitCode = 1;
    return null;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function loadArguments(bench: Bench, name: ScenarioName, target: RunningTarget): string[] {
  const { options } = bench;
  const scenario = SCENARIOS[name];
  const file = path.join(RUN_DIRECTORY, `${target.name}.request`);
  writeFileSync(file, requestBytes(scenario, { ...target, path: CHAT_PATH }));
  const values: Readonly<Record<string, number | undefined>> = {
    '-p': target.port,
    '-c': scenario.connections,
    '-s': Math.max(options.seconds, scenario.secondsMin ?? 0),
    '-w': Math.max(isWarm(bench, scenario, target) ? 0 : options.warmUpSeconds, scenario.warmUpSeconds),
    '-u': scenario.rampUpSeconds,
    '-r': scenario.isOpenLoop === true ? options.rate : undefined,
    '-e': scenario.stream?.pieces,
  };
  return ['-f', file, ...Object.entries(values).flatMap(([flag, value]) => (value === undefined ? [] : [flag, String(value)]))];
}

/** Whether this kind of request is nothing new to the target; afterwards it is not. */
function isWarm({ warm }: Bench, scenario: Scenario, { name, isCompiledAhead }: RunningTarget): boolean {
  if (isCompiledAhead) return true;
  const kind = [name, scenario.stream !== undefined, scenario.isTranslated === true, scenario.promptBytes].join(' ');
  const isKnown = warm.has(kind);
  warm.add(kind);
  return isKnown;
}

function report(run: Run, options: Options): void {
  const { circumstances, goals, results } = run;
  process.stdout.write(`\n${circumstances}\n\n${toText(toTables(results))}\n\n`);
  if (options.compareWith === null) process.stdout.write(`${toText([goals])}\n`);
  else process.stdout.write(`Since ${options.compareWith}:\n\n${toText(toComparison(results))}\n`);
  if (options.outFile !== null) writeFileSync(options.outFile, `${JSON.stringify(run, null, 2)}\n`);
  if (options.markdownFile !== null) writePerformancePage(options.markdownFile, run);
  if (results.some(({ rounds }) => failures(rounds) > 0)) {
    process.stderr.write('Some requests failed: the figures of their relay do not count.\n');
    process.exitCode = 1;
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof UsageError || error instanceof MissingToolError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
