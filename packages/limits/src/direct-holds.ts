import type { HoldRequest, HoldResult, SettleRequest, SharedCounters } from '@modelhub/state/shared-state';
import type { Hold, HoldKeeper } from './held-reservation.ts';

/** Holds that the store itself keeps, one by one. Those under way are renewed so that only a crash lets them lapse. */
export class DirectHolds implements HoldKeeper {
  readonly #counters: SharedCounters;
  readonly #leaseMs: number;
  readonly #live = new Map<string, SettleRequest>();
  readonly #timer: NodeJS.Timeout | null;

  /** With an infinite lease nothing ever lapses and nothing is renewed: holds of a store that dies with the process. */
  constructor(counters: SharedCounters, leaseMs: number) {
    this.#counters = counters;
    this.#leaseMs = leaseMs;
    this.#timer = Number.isFinite(leaseMs) ? setInterval(() => this.#renew(), leaseMs / 3).unref() : null;
  }

  take(hold: Hold, seeds?: readonly (bigint | undefined)[]): HoldResult | Promise<HoldResult> {
    const { id, amounts, prepared } = hold;
    const { counters } = prepared;
    const request: HoldRequest = { id, counters, amounts, leaseMs: this.#leaseMs };
    const result = this.#counters.hold(seeds === undefined ? request : { ...request, seeds });
    return result instanceof Promise ? this.#track(request, result) : result;
  }

  end({ id, prepared, amounts }: Hold, spent: readonly bigint[]): void {
    const { counters } = prepared;
    if (this.#timer === null) {
      void this.#counters.settle({ id, counters, amounts: spent, held: amounts });
      return;
    }
    this.#live.delete(id);
    const settled = this.#counters.settle({ id, counters, amounts: spent });
    // The store keeps what it could not write and tries again; there is nothing left to do here.
    settled?.catch(() => {});
  }

  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  async #track(request: SettleRequest, pending: Promise<HoldResult>): Promise<HoldResult> {
    try {
      const result = await pending;
      if (result.kind === 'held' && this.#timer !== null) this.#live.set(request.id, request);
      return result;
    } catch (error) {
      // It may have been taken although no answer came back.
      const nothing = { ...request, amounts: request.amounts.map(() => 0n) };
      Promise.resolve(this.#counters.settle(nothing)).catch(() => {});
      throw error;
    }
  }

  #renew(): void {
    if (this.#live.size === 0) return;
    const renewed = this.#counters.renew([...this.#live.values()], this.#leaseMs);
    renewed?.catch(() => {});
  }
}
