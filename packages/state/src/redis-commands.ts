import { Redis } from 'ioredis';
import { StoreUnavailableError } from './shared-state.ts';

/** A request waits for its limits at most that long. */
const COMMAND_TIMEOUT_MS = 1_000;
/** A connection that owes answers and gives none is given up after that many timeouts. */
const SILENT_TIMEOUTS = 1.5;
const CONNECT_TIMEOUT_MS = 2_000;
const BACKOFF_MAX_MS = 1_000;

interface Pending {
  readonly sentAtMs: number;
  readonly reject: (error: Error) => void;
}

/**
 * The connection for commands. It comes back by itself. While it is away commands are refused at once instead of being queued, and
 * none is sent twice.
 */
export class RedisCommands {
  readonly #redis: Redis;
  readonly #timeoutMs: number;
  readonly #timer: NodeJS.Timeout;
  /** In the order in which they were sent, which is the order of their answers. */
  readonly #pending = new Set<Pending>();
  #answeredAtMs = performance.now();

  constructor(redisUrl: string, timeoutMs: number = COMMAND_TIMEOUT_MS) {
    this.#timeoutMs = timeoutMs;
    this.#redis = new Redis(redisUrl, {
      connectionName: 'modelhub-state',
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      connectTimeout: CONNECT_TIMEOUT_MS,
      keepAlive: 10_000,
      retryStrategy: (attempt) => Math.min(25 * 2 ** Math.min(attempt, 10), BACKOFF_MAX_MS) * (0.5 + Math.random() / 2),
    });
    // Each command says so itself; without a listener every attempt at a connection would be printed.
    this.#redis.on('error', () => {});
    this.#timer = setInterval(() => this.#watch(), timeoutMs / 10).unref();
  }

  get isReady(): boolean {
    return this.#redis.status === 'ready';
  }

  onReady(listener: () => void): void {
    this.#redis.on('ready', listener);
  }

  /** Rejects with `StoreUnavailableError` for whatever goes wrong but an error in a script. */
  run<Result>(work: (redis: Redis) => Promise<Result>): Promise<Result> {
    if (!this.isReady) return Promise.reject(new StoreUnavailableError());
    return new Promise((resolve, reject) => {
      const pending: Pending = { sentAtMs: performance.now(), reject };
      this.#pending.add(pending);
      work(this.#redis).then(
        (result) => {
          this.#pending.delete(pending);
          this.#answeredAtMs = performance.now();
          resolve(result);
        },
        (error: unknown) => {
          this.#pending.delete(pending);
          reject(isOurFault(error) ? (error as Error) : new StoreUnavailableError(error));
        },
      );
    });
  }

  /** Waits for the answers to what was sent. */
  async close(): Promise<void> {
    if (this.isReady) await this.run((redis) => redis.quit()).catch(() => {});
    clearInterval(this.#timer);
    this.#redis.disconnect();
  }

  #watch(): void {
    const [oldest] = this.#pending;
    if (oldest === undefined || performance.now() - oldest.sentAtMs < this.#timeoutMs) return;
    // Where this process itself was held up the answers have arrived and only have to be read.
    setImmediate(() => this.#giveUp());
  }

  #giveUp(): void {
    const nowMs = performance.now();
    let isSilent = false;
    for (const pending of this.#pending) {
      if (nowMs - pending.sentAtMs < this.#timeoutMs) break;
      isSilent ||= nowMs - Math.max(this.#answeredAtMs, pending.sentAtMs) > this.#timeoutMs * SILENT_TIMEOUTS;
      pending.reject(new StoreUnavailableError(new Error('no answer in time')));
    }
    if (isSilent) this.#redis.disconnect(true);
  }
}

/** A script that is wrong must not look like an outage. */
function isOurFault(error: unknown): boolean {
  return error instanceof Error && /^ERR .*(script|Lua|wrong number|unknown command)|^(WRONGTYPE|CROSSSLOT)/i.test(error.message);
}
