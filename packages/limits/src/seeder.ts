import type { PreparedRules } from './prepared-rules.ts';
import type { SpentReader } from './types.ts';

/** The ledger could not be asked where a counter has to start. */
export class SeedUnavailableError extends Error {
  constructor(cause: unknown) {
    super('what a budget has cost so far cannot be read', { cause });
    this.name = 'SeedUnavailableError';
  }
}

/** Some requests hear that a counter needs a seed after others have seeded it: what was read is handed out for that long. */
const SHARED_MS = 1_000;

/** Reads what a counter has to start from, once for all requests that wait for the same counter. */
export class Seeder {
  readonly #readSpent: SpentReader;
  readonly #pending = new Map<string, Promise<bigint>>();

  constructor(readSpent: SpentReader) {
    this.#readSpent = readSpent;
  }

  /** One seed per rule, for the rules named by `indexes`. Rejects with `SeedUnavailableError` when the reader fails. */
  async seeds(prepared: PreparedRules, indexes: readonly number[]): Promise<(bigint | undefined)[]> {
    const seeds: (bigint | undefined)[] = prepared.rules.map(() => undefined);
    await Promise.all(
      indexes.map(async (i) => {
        seeds[i] = await this.#seed(prepared, i);
      }),
    );
    return seeds;
  }

  #seed(prepared: PreparedRules, i: number): Promise<bigint> {
    const rule = prepared.rules[i];
    const key = prepared.counters[i]?.key;
    if (rule === undefined || key === undefined) return Promise.resolve(0n);
    const pending = this.#pending.get(key);
    if (pending !== undefined) return pending;
    const read = this.#readSpent(rule, prepared.windows[i]?.startMs ?? null).then(
      (spent) => {
        setTimeout(() => this.#pending.delete(key), SHARED_MS).unref();
        return spent;
      },
      (error: unknown) => {
        this.#pending.delete(key);
        throw new SeedUnavailableError(error);
      },
    );
    this.#pending.set(key, read);
    return read;
  }
}
