import { CLOCK } from './lua/clock.ts';
import { DECIMAL } from './lua/decimal.ts';
import { HOLD } from './lua/hold.ts';
import { LAPSE } from './lua/lapse.ts';
import { READ } from './lua/read.ts';
import { RENEW } from './lua/renew.ts';
import { SETTLE } from './lua/settle.ts';
import type { RedisCommands } from './redis-commands.ts';
import { redisKeys } from './redis-keys.ts';
import { RedisScript } from './redis-script.ts';
import { SettleRetries } from './settle-retries.ts';
import { StoreUnavailableError, type CounterShares, type HoldRequest, type HoldResult, type SettleRequest, type SharedCounters } from './shared-state.ts';

const holdScript = new RedisScript(CLOCK, DECIMAL, LAPSE, HOLD);
const settleScript = new RedisScript(CLOCK, DECIMAL, SETTLE);
const renewScript = new RedisScript(CLOCK, DECIMAL, RENEW);
const readScript = new RedisScript(CLOCK, DECIMAL, LAPSE, READ);

/** Holds of an organization that nobody asks about any more are forgotten after that. */
const HOLDS_KEPT_MS = 24 * 3_600_000;
/** A settlement whose answer was lost can be sent again during that time without being counted twice. */
const ENDED_KEPT_MS = 10 * 60_000;
const RENEWED_AT_ONCE_MAX = 100;

/** Counters in Redis or Valkey. Each call is one script and so atomic; time is the server's. */
export class RedisCounters implements SharedCounters {
  readonly shares: CounterShares;
  readonly #commands: RedisCommands;
  readonly #retries: SettleRetries;

  constructor(commands: RedisCommands, shares: CounterShares) {
    this.#commands = commands;
    this.shares = shares;
    this.#retries = new SettleRetries((request) => this.#settle(request));
    commands.onReady(() => this.#retries.retry());
  }

  async hold(request: HoldRequest): Promise<HoldResult> {
    const { id, counters, amounts, leaseMs, seeds } = request;
    const keys = [...holdKeys(organizationOf(request)), ...counterKeys(request)];
    const args: (string | number)[] = [id, leaseMs, HOLDS_KEPT_MS];
    counters.forEach(({ cap, expiresAtMs, isSeeded }, i) => {
      const seed = seeds?.[i] ?? (isSeeded ? undefined : 0n);
      args.push(String(cap), String(amounts[i] ?? 0n), expiresAtMs, seed === undefined ? '' : String(seed));
    });
    const [kind, ...rest] = (await holdScript.run(this.#commands, keys, args)) as [string, ...(string | number)[]];
    if (kind === 'held') return { kind, remaining: counters.map(({ cap }, i) => cap - BigInt(rest[i] ?? 0)) };
    if (kind === 'unseeded') return { kind, indexes: rest.map(Number) };
    const index = Number(rest[0]);
    return { kind: 'refused', index, remaining: (counters[index]?.cap ?? 0n) - BigInt(rest[1] ?? 0), leased: BigInt(rest[2] ?? 0) };
  }

  /** What could not be written is kept, and written when the store answers again; the promise rejects nevertheless. */
  async settle(request: SettleRequest): Promise<void> {
    if (request.counters.length === 0) return;
    try {
      await this.#settle(request);
    } catch (error) {
      if (error instanceof StoreUnavailableError) this.#retries.add(request);
      throw error;
    }
  }

  async renew(holds: readonly SettleRequest[], leaseMs: number): Promise<void> {
    const batches: Promise<unknown>[] = [];
    for (const [organizationId, own] of Map.groupBy(holds, organizationOf)) {
      for (let at = 0; at < own.length; at += RENEWED_AT_ONCE_MAX) {
        const batch = own.slice(at, at + RENEWED_AT_ONCE_MAX);
        const keys = [...holdKeys(organizationId), redisKeys.ended(organizationId), ...batch.flatMap(counterKeys)];
        const args = batch.flatMap(({ id, counters, amounts }) => [id, counters.length, ...counters.map((_, i) => String(amounts[i] ?? 0n))]);
        batches.push(renewScript.run(this.#commands, keys, [leaseMs, HOLDS_KEPT_MS, ...args]));
      }
    }
    await Promise.all(batches);
  }

  async read(organizationId: string, keys: readonly string[]): Promise<readonly { readonly settled: bigint; readonly held: bigint }[]> {
    const names = [...holdKeys(organizationId), ...keys.map((key) => redisKeys.counter(organizationId, key))];
    const values = ((await readScript.run(this.#commands, names, [])) as string[]).map(BigInt);
    return keys.map((_, i) => {
      const [used = 0n, held = 0n, free = 0n] = values.slice(3 * i, 3 * i + 3);
      return { settled: used - held - free, held };
    });
  }

  close(): void {
    this.#retries.close();
  }

  async #settle(request: SettleRequest): Promise<void> {
    const organizationId = organizationOf(request);
    const keys = [...holdKeys(organizationId), redisKeys.ended(organizationId), ...counterKeys(request)];
    const spent = request.counters.map((_, i) => String(request.amounts[i] ?? 0n));
    await settleScript.run(this.#commands, keys, [request.id, ENDED_KEPT_MS, ...spent]);
  }
}

function organizationOf({ counters }: { readonly counters: SettleRequest['counters'] }): string {
  return counters[0]?.organizationId ?? '';
}

function holdKeys(organizationId: string): string[] {
  return [redisKeys.holds(organizationId), redisKeys.leases(organizationId)];
}

function counterKeys({ counters }: { readonly counters: SettleRequest['counters'] }): string[] {
  return counters.map(({ organizationId, key }) => redisKeys.counter(organizationId, key));
}
