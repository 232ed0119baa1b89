import { parseArgs } from 'node:util';
import { SCENARIOS, type ScenarioName } from './scenarios.ts';
import { standardTargets, TARGETS, type TargetChoice } from './targets.ts';

export interface Options {
  readonly tests: readonly ScenarioName[];
  readonly targets: readonly TargetChoice[];
  readonly rounds: number;
  /** Of each measurement, without its warm-up. */
  readonly seconds: number;
  /** Before the first round of a scenario, for programs whose code is compiled while it runs. */
  readonly warmUpSeconds: number;
  /** Requests per second of the open loop. */
  readonly rate: number;
  /** A commit whose gateway is measured as `before`; null: none. */
  readonly compareWith: string | null;
  /** Also run a worker, on the core of the load, so that the journal is shipped meanwhile. */
  readonly withWorker: boolean;
  /** The gateway writes a CPU profile at its end. */
  readonly withProfile: boolean;
  /** Takes the figures of an earlier run in place of measuring. */
  readonly fromFile: string | null;
  readonly outFile: string | null;
  readonly markdownFile: string | null;
}

/** A command line that cannot be followed; the message says why. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const HELP = `Compares the gateway with bare relays, and with the gateways of others, on this machine.

  pnpm bench [--tests ${Object.keys(SCENARIOS).join(',')}]
             [--targets ${Object.keys(TARGETS).join(',')}]
             [--peers]   with the gateways of others, which are installed into bench/.peers once
             [--rounds 5] [--seconds 2] [--warm-up 6] [--rate 1500] [--worker] [--profile]
             [--compare <commit>]   the gateway of that commit beside this one's, by default in 10 rounds of 1 s of saturation and stream
             [--out figures.json] [--from figures.json] [--markdown ../docs/performance.md]`;

/** Reads the command line. Throws a `UsageError`; with `--help` its message is the help. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parse(args);
  if (values.help) throw new UsageError(HELP);
  const isComparison = values.compare !== undefined;
  return {
    tests: names(values.tests ?? (isComparison ? 'saturation,stream' : Object.keys(SCENARIOS).join(',')), SCENARIOS, 'test'),
    targets: names(values.targets ?? (isComparison ? 'modelhub' : standardTargets(values.peers).join(',')), TARGETS, 'target'),
    rounds: positive(values.rounds ?? (isComparison ? '10' : '5'), 'rounds'),
    seconds: positive(values.seconds ?? (isComparison ? '1' : '2'), 'seconds'),
    warmUpSeconds: positive(values['warm-up'], 'warm-up'),
    rate: positive(values.rate, 'rate'),
    compareWith: values.compare ?? null,
    withWorker: values.worker,
    withProfile: values.profile,
    fromFile: values.from ?? null,
    outFile: values.out ?? null,
    markdownFile: values.markdown ?? null,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: args.filter((argument) => argument !== '--'),
      options: {
        tests: { type: 'string' },
        targets: { type: 'string' },
        rounds: { type: 'string' },
        seconds: { type: 'string' },
        'warm-up': { type: 'string', default: '6' },
        rate: { type: 'string', default: '1500' },
        peers: { type: 'boolean', default: false },
        compare: { type: 'string' },
        worker: { type: 'boolean', default: false },
        profile: { type: 'boolean', default: false },
        from: { type: 'string' },
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
