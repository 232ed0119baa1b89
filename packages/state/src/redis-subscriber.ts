import { Redis } from 'ioredis';
import { ListenerSet } from './listener-set.ts';
import { SupervisedConnection, type Subscription } from './supervised-connection.ts';

const CONNECT_TIMEOUT_MS = 3_000;

/** Hears channels on a connection of its own. */
export class RedisSubscriber {
  readonly #redisUrl: string;
  readonly #channels: readonly string[];
  readonly #messages = new ListenerSet<{ readonly channel: string; readonly text: string }>();
  readonly #reconnects = new ListenerSet<void>();
  readonly #connection: SupervisedConnection;

  constructor(redisUrl: string, channels: readonly string[]) {
    this.#redisUrl = redisUrl;
    this.#channels = channels;
    this.#connection = new SupervisedConnection(
      () => this.#connect(),
      () => this.#reconnects.emit(),
    );
  }

  /** True while the last answered probe was sent less than 800 ms ago. */
  get isProven(): boolean {
    return this.#connection.isProven;
  }

  on(channel: string, listener: (text: string) => void): void {
    this.#messages.add((message) => {
      if (message.channel === channel) listener(message.text);
    });
  }

  onReconnect(listener: () => void): void {
    this.#reconnects.add(listener);
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  async #connect(): Promise<Subscription> {
    const redis = new Redis(this.#redisUrl, {
      connectionName: 'modelhub-subscriber',
      lazyConnect: true,
      // Whoever supervises it connects anew.
      retryStrategy: null,
      maxRetriesPerRequest: 0,
      connectTimeout: CONNECT_TIMEOUT_MS,
      commandTimeout: CONNECT_TIMEOUT_MS,
    });
    const over = new AbortController();
    redis.once('end', () => over.abort());
    redis.on('error', () => {});
    redis.on('message', (channel: string, text: string) => this.#messages.emit({ channel, text }));
    const destroy = (): void => redis.disconnect();
    try {
      await redis.connect();
      await redis.subscribe(...this.#channels);
    } catch (error) {
      destroy();
      throw error;
    }
    return { ended: over.signal, destroy, probe: async () => void (await redis.ping()) };
  }
}
