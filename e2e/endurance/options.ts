import { parseArgs } from 'node:util';

export const USAGE = `Endurance of the gateway, on real sockets and in a process of its own. Ends with 1 when a bound is broken.

  pnpm endurance leaving-clients [--clients 10000] [--at-once 200] [--rounds 10] [--seed 1] [--redis]
  pnpm endurance stuck-clients [--streams 500] [--wholes 20] [--others 50] [--deadline 120] [--seed 1]
  pnpm soak [--minutes 3] [--rate 150] [--seed 1] [--redis]`;

/** A number that a campaign can be told: what it is by default, and what it may be. */
export interface NumberOption {
  readonly otherwise: number;
  readonly min: number;
  readonly max: number;
}

/** Reads numbers and switches from a command line. Throws a RangeError that says what is wrong. */
export function readOptions<Name extends string, Switch extends string = never>(
  args: readonly string[],
  { numbers, switches = [] }: { readonly numbers: Readonly<Record<Name, NumberOption>>; readonly switches?: readonly Switch[] },
): Record<Name, number> & Record<Switch, boolean> {
  const values = parse(args, Object.keys(numbers), switches);
  const read = Object.entries<NumberOption>(numbers).map(([name, { otherwise, min, max }]) => {
    const text = values[name];
    const value = text === undefined ? otherwise : Number(text);
    if (!(value >= min && value <= max)) throw new RangeError(`--${name} ${String(text)}: has to be a number from ${min} to ${max}.`);
    return [name, value] as const;
  });
  const switched = switches.map((name) => [name, values[name] === true] as const);
  return Object.fromEntries([...read, ...switched]) as Record<Name, number> & Record<Switch, boolean>;
}

function parse(args: readonly string[], numbers: readonly string[], switches: readonly string[]): Readonly<Record<string, unknown>> {
  try {
    return parseArgs({
      args: args.filter((arg) => arg !== '--'),
      options: Object.fromEntries([
        ...numbers.map((name) => [name, { type: 'string' as const }]),
        ...switches.map((name) => [name, { type: 'boolean' as const }]),
      ]),
    }).values;
  } catch (error) {
    throw new RangeError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
