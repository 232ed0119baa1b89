import { parseInvalidation } from './invalidation-event.ts';
import { ListenerSet } from './listener-set.ts';
import type { RedisCommands } from './redis-commands.ts';
import { redisChannels } from './redis-keys.ts';
import type { RedisSubscriber } from './redis-subscriber.ts';
import type { Invalidation, InvalidationBus } from './shared-state.ts';

/** Announcements by pub/sub. */
export class RedisInvalidations implements InvalidationBus {
  readonly #commands: RedisCommands;
  readonly #subscriber: RedisSubscriber;
  readonly #listeners = new ListenerSet<Invalidation>();

  constructor(commands: RedisCommands, subscriber: RedisSubscriber) {
    this.#commands = commands;
    this.#subscriber = subscriber;
    subscriber.on(redisChannels.invalidations, (text) => {
      const event = parseInvalidation(text);
      if (event !== null) this.#listeners.emit(event);
    });
  }

  get isConnected(): boolean {
    return this.#subscriber.isProven;
  }

  subscribe(listener: (event: Invalidation) => void): void {
    this.#listeners.add(listener);
  }

  onReconnect(listener: () => void): void {
    this.#subscriber.onReconnect(listener);
  }

  publish(event: Invalidation): Promise<void> {
    return publishInvalidation(this.#commands, event);
  }
}

/** Rejects with `StoreUnavailableError` while Redis cannot be asked. */
export async function publishInvalidation(commands: RedisCommands, { kind, id }: Invalidation): Promise<void> {
  await commands.run((redis) => redis.publish(redisChannels.invalidations, JSON.stringify({ kind, id })));
}
