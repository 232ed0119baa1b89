import { ListenerSet } from './listener-set.ts';
import { CLOCK } from './lua/clock.ts';
import { DECIMAL } from './lua/decimal.ts';
import { LAPSE } from './lua/lapse.ts';
import { RECALL } from './lua/recall.ts';
import { SYNC } from './lua/sync.ts';
import type { RedisCommands } from './redis-commands.ts';
import { redisChannels, redisKeys } from './redis-keys.ts';
import { RedisScript } from './redis-script.ts';
import type { RedisSubscriber } from './redis-subscriber.ts';
import type { CounterRef, CounterShares, ShareResult, ShareSync } from './shared-state.ts';

const syncScript = new RedisScript(CLOCK, DECIMAL, LAPSE, SYNC);
const recallScript = new RedisScript(CLOCK, DECIMAL, LAPSE, RECALL);

/** After a recall no share of the counter is granted for that long. */
const BARRED_MS = 500;

/** Shares of counters in Redis or Valkey. A recall that a gateway does not hear reaches it with its next report. */
export class RedisShares implements CounterShares {
  readonly #commands: RedisCommands;
  readonly #recalls = new ListenerSet<string>();

  constructor(commands: RedisCommands, subscriber: RedisSubscriber) {
    this.#commands = commands;
    subscriber.on(redisChannels.recalls, (key) => this.#recalls.emit(key));
  }

  async sync(report: ShareSync): Promise<ShareResult> {
    const { counter, holder, sequence, spent, live, free, want, farCap, freeLeaseMs, liveLeaseMs } = report;
    const args = [holder, sequence, String(spent), String(live), String(free), String(want), String(farCap), freeLeaseMs, liveLeaseMs];
    const answer = (await syncScript.run(this.#commands, [nameOf(counter)], args)) as [string, string, string, number, number];
    const [kind, granted, used, isLapsed, isRecalled] = answer;
    if (kind === 'missing') return { kind };
    return {
      kind: 'synced',
      granted: BigInt(granted),
      remaining: counter.cap - BigInt(used),
      isLapsed: isLapsed === 1,
      isRecalled: isRecalled === 1,
    };
  }

  async recall(counter: CounterRef): Promise<bigint> {
    const out = await recallScript.run(this.#commands, [nameOf(counter)], [BARRED_MS, redisChannels.recalls, counter.key]);
    return BigInt(out as string);
  }

  onRecall(listener: (key: string) => void): void {
    this.#recalls.add(listener);
  }
}

function nameOf({ organizationId, key }: CounterRef): string {
  return redisKeys.counter(organizationId, key);
}
