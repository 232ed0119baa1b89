import { parseArgs } from 'node:util';
import { SCENARIOS, type ScenarioName } from './scenarios.ts';
import type { TargetName } from './running-target.ts';
import { TARGETS } from './targets.ts';

export interface Options {
  readonly tests: readonly ScenarioName[];
  readonly targets: readonly TargetName[];
  readonly rounds: number;
  /** Of each measurement, without its warm-up. */
  readonly seconds: number;
  /** Requests per second of the open loop. */
  readonly rate: number;
  /** Also run a worker, on the core of the load, so that the journal is shipped meanwhile. */
  readonly withWorker: boolean;
  /** The gateway writes a CPU profile at its end. */
  readonly withProfile: boolean;
  readonly outFile: string | null;
  readonly markdownFile: string | null;
}

/** A command line that cannot be followed; the message says why. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const HELP = `Compares the gateway with bare relays on this machine.

  pnpm bench [--tests ${Object.keys(SCENARIOS).join(',')}]
             [--targets ${Object.keys(TARGETS).join(',')}]
             [--rounds 5] [--seconds 4] [--rate 1000] [--worker] [--profile]
             [--out figures.json] [--markdown ../docs/performance.md]`;

/** Reads the command line. Throws a `UsageError`; with `--help` its message is the help. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parse(args);
  if (values.help) throw new UsageError(HELP);
  return {
    tests: names(values.tests, SCENARIOS, 'test'),
    targets: names(values.targets, TARGETS, 'target'),
    rounds: positive(values.rounds, 'rounds'),
    seconds: positive(values.seconds, 'seconds'),
    rate: positive(values.rate, 'rate'),
    withWorker: values.worker,
    withProfile: values.profile,
    outFile: values.out ?? null,
    markdownFile: values.markdown ?? null,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: args.filter((argument) => argument !== '--'),
      options: {
        tests: { type: 'string', default: Object.keys(SCENARIOS).join(',') },
        targets: { type: 'string', default: Object.keys(TARGETS).join(',') },
        rounds: { type: 'string', default: '5' },
        seconds: { type: 'string', default: '4' },
        rate: { type: 'string', default: '1000' },
        worker: { type: 'boolean', default: false },
        profile: { type: 'boolean', default: false },
        out: { type: 'string' },
        markdown: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
  }
}

function names<Name extends string>(list: string, known: Readonly<Record<Name, unknown>>, what: string): Name[] {
  return list.split(',').map((name) => {
    if (!Object.hasOwn(known, name)) throw new UsageError(`There is no ${what} "${name}". There are: ${Object.keys(known).join(', ')}.`);
    return name as Name;
  });
}

function positive(text: string, name: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new UsageError(`--${name} has to be a number above 0.`);
  return value;
}
