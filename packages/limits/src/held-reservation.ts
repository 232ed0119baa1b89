import type { Clock } from '@modelhub/core/clock';
import { amountsOfUse, type PreparedRules } from './prepared-rules.ts';
import { rateLimitView } from './rate-limit-view.ts';
import type { ActualUse, RateLimitView, Reservation } from './types.ts';

/** A hold on prepared rules. */
export interface Hold {
  readonly id: string;
  readonly prepared: PreparedRules;
  readonly amounts: readonly bigint[];
}

/** Whoever took a hold turns it into spend; called once. */
export interface HoldKeeper {
  end(hold: Hold, spent: readonly bigint[]): void;
}

export interface HeldReservationOptions {
  readonly hold: Hold;
  readonly keeper: HoldKeeper;
  /** What is left of each rule after this hold. */
  readonly remaining: readonly bigint[];
  readonly clock: Clock;
}

export class HeldReservation implements Reservation {
  readonly #options: HeldReservationOptions;
  #isEnded = false;

  constructor(options: HeldReservationOptions) {
    this.#options = options;
  }

  get rateLimits(): RateLimitView {
    const { hold, remaining, clock } = this.#options;
    return rateLimitView(hold.prepared, remaining, clock.nowMs());
  }

  settle(actual: ActualUse): void {
    this.#end(actual);
  }

  release(): void {
    this.#end(null);
  }

  #end(actual: ActualUse | null): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    const { hold, keeper } = this.#options;
    keeper.end(hold, amountsOfUse(hold.prepared.rules, actual));
  }
}
