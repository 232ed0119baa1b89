import { rm } from 'node:fs/promises';
import path from 'node:path';
import type pg from 'pg';
import { isFolderLocked } from '../journal/folder-lock.ts';
import { readSegment, type SegmentRead } from '../journal/reader.ts';
import { listSegments, type Segment } from '../journal/segments.ts';
import { settleInterrupted } from '../journal/settle-interrupted.ts';
import { loadPrices } from '../prices.ts';
import type { FolderMemory } from './folder-memory.ts';
import { quarantine } from './quarantine.ts';
import { shipBatch, type BatchResult, type LocatedSettle } from './ship-batch.ts';

/** An event is the sweeper's when its lease ended this long ago. */
export const SWEEP_GRACE_MS = 60_000;

export interface FolderJob {
  readonly pool: pg.Pool;
  readonly directory: string;
  readonly gatewayId: string;
  readonly memory: FolderMemory;
  readonly nowMs: number;
  readonly batchRows: number;
}

export interface FolderReport extends BatchResult {
  /** Events that had no end and got one from the sweeper. */
  readonly swept: number;
  /** Past their time, but their price is unknown: they stay open, and reconciliation reports them. */
  readonly unpriced: number;
  readonly segmentsRemoved: number;
  /** Events without an end, most of them simply running. */
  readonly open: number;
}

/** Ships one gateway's folder: new records, then overdue opens, then the removal of what is done with. */
export async function shipFolder(job: FolderJob): Promise<FolderReport> {
  const folder = path.join(job.directory, job.gatewayId);
  const segments = await listSegments(folder);
  // Asked after the listing: a gateway that starts in between only makes the listed segments older.
  const isLive = segments.length > 0 && isFolderLocked(folder);
  job.memory.keepOnly(segments);
  const counts = { inserted: 0, duplicates: 0, corrected: 0, quarantined: 0 };
  const add = (result: BatchResult): void => {
    for (const name of Object.keys(counts) as (keyof BatchResult)[]) counts[name] += result[name];
  };
  for (const segment of segments) for await (const result of shipSegment(job, segment)) add(result);
  const sweep = await sweepOverdue(job);
  add(sweep.result);
  return {
    ...counts,
    swept: sweep.swept,
    unpriced: sweep.unpriced,
    segmentsRemoved: await removeFinished(job, isLive ? segments.slice(0, -1) : segments),
    open: job.memory.unsettled.size,
  };
}

async function* shipSegment(job: FolderJob, segment: Segment): AsyncGenerator<BatchResult> {
  for (let isAtEnd = false; !isAtEnd;) {
    const offset = job.memory.offsetOf(segment);
    const read = await readSegment(segment.path, { offset });
    isAtEnd = read.isAtEnd;
    if (read.nextOffset === offset) return;
    yield await quarantineBad(job, segment, read);
    const settles: LocatedSettle[] = [];
    for (const { offset: at, record } of read.records) {
      job.memory.unsettled.add(record, segment.sequence);
      if (record.kind !== 'settle') continue;
      settles.push({ event: record.event, gatewayId: job.gatewayId, segment: segment.name, offset: at });
    }
    for (let start = 0; start < settles.length; start += job.batchRows) {
      yield await shipBatch(job.pool, settles.slice(start, start + job.batchRows));
    }
    // Only now: after an error the same records are read again, and the ledger keeps them apart.
    job.memory.advance(segment, read.nextOffset);
  }
}

async function quarantineBad(job: FolderJob, segment: Segment, read: SegmentRead): Promise<BatchResult> {
  const quarantined = await quarantine(
    job.pool,
    read.bad.map((bad) => ({ ...bad, gatewayId: job.gatewayId, segment: segment.name })),
  );
  return { inserted: 0, duplicates: 0, corrected: 0, quarantined };
}

/** Ends what its gateway has not ended by lease + 60 s, whether that gateway is lost or only failed to. */
async function sweepOverdue(job: FolderJob): Promise<{ result: BatchResult; swept: number; unpriced: number }> {
  const overdue = job.memory.unsettled.leaseEndedBefore(job.nowMs - SWEEP_GRACE_MS);
  const prices = overdue.length === 0 ? undefined : await loadPrices(job.pool);
  const batch: LocatedSettle[] = [];
  for (const unsettled of overdue) {
    const event = settleInterrupted(unsettled, {
      priceOf: (id) => prices?.get(id),
      settledAtMs: job.nowMs,
      gatewayId: job.gatewayId,
    });
    if (event !== undefined) {
      batch.push({ event, gatewayId: job.gatewayId, segment: `sweep/${event.eventId}`, offset: 0 });
    }
  }
  const result = await shipBatch(job.pool, batch);
  for (const { event } of batch) job.memory.unsettled.settle(event.eventId);
  return { result, swept: result.inserted, unpriced: overdue.length - batch.length };
}

/**
 * Removes closed segments from the oldest on, each when all of it is shipped and none of its events is open. In order, so that an
 * end is never removed before its beginning.
 */
async function removeFinished(job: FolderJob, closed: readonly Segment[]): Promise<number> {
  let removed = 0;
  for (const segment of closed) {
    if (job.memory.unsettled.hasOpenUpTo(segment.sequence)) break;
    const read = await readSegment(segment.path, { offset: job.memory.offsetOf(segment) });
    // More than a torn tail is left: the segment grew while this pass ran.
    if (read.nextOffset !== job.memory.offsetOf(segment)) break;
    await rm(segment.path);
    removed += 1;
  }
  return removed;
}
