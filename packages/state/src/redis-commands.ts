import { Redis } from 'ioredis';
import { StoreUnavailableError } from './shared-state.ts';

/** A request waits for its limits at most that long. */
const COMMAND_TIMEOUT_MS = 1_000;
/** A connection that owes an answer and is silent that long is given up. */
const SILENCE_MS = 1_500;
const CONNECT_TIMEOUT_MS = 2_000;
const BACKOFF_MAX_MS = 1_000;

/**
 * The connection for commands. It comes back by itself. While it is away commands are refused at once instead of being queued, and
 * none is sent twice.
 */
export class RedisCommands {
  readonly #redis: Redis;

  constructor(redisUrl: string) {
    this.#redis = new Redis(redisUrl, {
      connectionName: 'modelhub-state',
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      commandTimeout: COMMAND_TIMEOUT_MS,
      socketTimeout: SILENCE_MS,
      connectTimeout: CONNECT_TIMEOUT_MS,
      keepAlive: 10_000,
      retryStrategy: (attempt) => Math.min(25 * 2 ** Math.min(attempt, 10), BACKOFF_MAX_MS) * (0.5 + Math.random() / 2),
    });
    // Each command says so itself; without a listener every attempt at a connection would be printed.
    this.#redis.on('error', () => {});
  }

  get isReady(): boolean {
    return this.#redis.status === 'ready';
  }

  onReady(listener: () => void): void {
    this.#redis.on('ready', listener);
  }

  /** Rejects with `StoreUnavailableError` for whatever goes wrong but an error in a script. */
  async run<Result>(work: (redis: Redis) => Promise<Result>): Promise<Result> {
    if (!this.isReady) throw new StoreUnavailableError();
    try {
      return await work(this.#redis);
    } catch (error) {
      if (isOurFault(error)) throw error;
      throw new StoreUnavailableError(error);
    }
  }

  /** Waits for the answers to what was sent. */
  async close(): Promise<void> {
    if (this.isReady) await this.#redis.quit().catch(() => {});
    this.#redis.disconnect();
  }
}

/** A script that is wrong must not look like an outage. */
function isOurFault(error: unknown): boolean {
  return error instanceof Error && /^ERR .*(script|Lua|wrong number|unknown command)|^(WRONGTYPE|CROSSSLOT)/i.test(error.message);
}
