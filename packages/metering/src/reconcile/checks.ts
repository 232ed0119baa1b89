import type { ReconciliationCheck } from './finding.ts';
import { everyOpenEnds } from './i1-every-open-ends.ts';
import { oneCharge } from './i2-one-charge.ts';
import { balanceIsSum } from './i3-balance.ts';
import { rollupIsRecomputation } from './i4-rollup.ts';
import { closedHoursAreVersioned } from './i8-closed-hours.ts';

/** The invariants of the usage path up to the outbox. */
export const METERING_CHECKS: readonly ReconciliationCheck[] = [everyOpenEnds, oneCharge, balanceIsSum, rollupIsRecomputation, closedHoursAreVersioned];
