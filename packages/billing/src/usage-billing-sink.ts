/** The usage of one customer in one UTC hour, as an absolute total. */
export interface HourReading {
  readonly customerId: string;
  readonly hourMs: number;
  readonly microUsd: bigint;
  /** The same identifier always carries the same total. */
  readonly identifier: string;
}

/**
 * `recorded`: taken now. `known`: this identifier was taken before, which is just as good. `too-old`: the sink takes no
 * usage of that age any more.
 */
export type RecordOutcome = 'recorded' | 'known' | 'too-old';

/** Cents that are charged beside the meter, on the customer's next invoice. Negative is a credit. */
export interface ExtraCharge {
  readonly customerId: string;
  readonly amountCents: bigint;
  readonly description: string;
  /** The charge's own id: charging it again finds the first. */
  readonly chargeId: string;
  readonly periodStartMs: number;
  readonly periodEndMs: number;
}

/**
 * Where usage is billed. Stripe's meter is one; another meter can stand in. Methods throw on faults that may pass
 * (connection, rate limit, server error) and on refusals alike; the caller tries again later.
 */
export interface UsageBillingSink {
  /** Part of every identifier. */
  readonly meterName: string;
  /** A later reading of an hour replaces the earlier one. */
  record(reading: HourReading): Promise<RecordOutcome>;
  /** What the sink has counted in [fromMs, toMs), by hour; it may lag behind what it took. Hours without usage are absent. */
  hourlyTotals(range: { readonly customerId: string; readonly fromMs: number; readonly toMs: number }): Promise<ReadonlyMap<number, bigint>>;
  /** Answers with the sink's id of the charge. */
  charge(charge: ExtraCharge): Promise<string>;
}
