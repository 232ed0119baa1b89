import { ListenerSet } from './listener-set.ts';
import type { Invalidation, InvalidationBus } from './shared-state.ts';

/** Announcements within one process that has no database. */
export class MemoryInvalidations implements InvalidationBus {
  readonly isConnected = true;
  readonly #listeners = new ListenerSet<Invalidation>();

  async publish(event: Invalidation): Promise<void> {
    this.#listeners.emit(event);
  }

  subscribe(listener: (event: Invalidation) => void): void {
    this.#listeners.add(listener);
  }

  /** Nothing is ever missed, so there is nothing to tell. */
  onReconnect(): void {}

  async close(): Promise<void> {}
}
