import type pg from 'pg';
import { encodeSettle } from '../journal/record-codec.ts';
import { appendToLedger, isRowError } from '../ledger/append.ts';
import type { UsageEventSettled } from '../usage-event.ts';
import { quarantine } from './quarantine.ts';

/** A settled event and where it stands, should it have to be set aside. */
export interface LocatedSettle {
  readonly event: UsageEventSettled;
  readonly gatewayId: string;
  readonly segment: string;
  readonly offset: number;
}

export interface BatchResult {
  readonly inserted: number;
  readonly duplicates: number;
  readonly corrected: number;
  readonly quarantined: number;
}

const NOTHING: BatchResult = { inserted: 0, duplicates: 0, corrected: 0, quarantined: 0 };

/**
 * Brings settled events into the ledger; what cannot get there is quarantined alone. When this returns, every event is in one of
 * the two. Other errors (the database is away) are thrown, and the batch may simply be tried again.
 */
export async function shipBatch(pool: pg.Pool, batch: readonly LocatedSettle[]): Promise<BatchResult> {
  if (batch.length === 0) return NOTHING;
  try {
    const { unknown, ...counts } = await appendToLedger(
      pool,
      batch.map(({ event }) => event),
    );
    const homeless = new Set(unknown);
    const quarantined = await setAside(
      pool,
      batch.filter(({ event }) => homeless.has(event)),
      'unknown organization',
    );
    return { ...counts, quarantined };
  } catch (error) {
    if (!isRowError(error)) throw error;
    if (batch.length === 1) {
      return { ...NOTHING, quarantined: await setAside(pool, batch, error instanceof Error ? error.message : String(error)) };
    }
    // One row spoils the statement: halves find it in a few steps, and the others go through.
    const middle = Math.ceil(batch.length / 2);
    const first = await shipBatch(pool, batch.slice(0, middle));
    const second = await shipBatch(pool, batch.slice(middle));
    return sum(first, second);
  }
}

function setAside(pool: pg.Pool, batch: readonly LocatedSettle[], reason: string): Promise<number> {
  return quarantine(
    pool,
    batch.map(({ event, gatewayId, segment, offset }) => ({
      gatewayId,
      segment,
      offset,
      payload: encodeSettle(event),
      reason,
    })),
  );
}

function sum(a: BatchResult, b: BatchResult): BatchResult {
  return {
    inserted: a.inserted + b.inserted,
    duplicates: a.duplicates + b.duplicates,
    corrected: a.corrected + b.corrected,
    quarantined: a.quarantined + b.quarantined,
  };
}
