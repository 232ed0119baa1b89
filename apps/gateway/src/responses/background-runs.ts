import type { Logger } from '@modelhub/observability/logger';
import type { DetachableClient } from './detachable-client.ts';
import type { ResponseStore } from './response-store.ts';

/** Many times within a lease; it is how long a cancellation by another gateway takes. */
const RENEW_MS = 2_000;

/** The responses that this gateway makes while nobody waits for them. */
export class BackgroundRuns {
  readonly #runs = new Map<string, DetachableClient>();
  readonly #store: ResponseStore;
  readonly #logger: Logger;
  readonly #timer: NodeJS.Timeout;

  constructor(store: ResponseStore, logger: Logger) {
    this.#store = store;
    this.#logger = logger;
    this.#timer = setInterval(() => void this.renew(), RENEW_MS).unref();
  }

  add(id: string, client: DetachableClient): void {
    this.#runs.set(id, client);
  }

  delete(id: string): void {
    this.#runs.delete(id);
  }

  /** Ends a run at once, if it is one of this gateway's. */
  cancel(id: string): void {
    this.#runs.get(id)?.cancel();
  }

  /** Moves the leases on, and ends what somebody else has cancelled or deleted. */
  async renew(): Promise<void> {
    const ids = [...this.#runs.keys()];
    if (ids.length === 0) return;
    try {
      const wanted = await this.#store.renew(ids);
      for (const id of ids) if (!wanted.has(id)) this.cancel(id);
    } catch (error) {
      this.#logger.warn({ err: error, runs: ids.length }, 'the leases of responses in the background could not be renewed');
    }
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
