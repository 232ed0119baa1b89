import { systemClock, type Clock } from '@modelhub/core/clock';
import type { UsageEventSettled } from '../usage-event.ts';
import { readRecords } from './reader.ts';
import { isMissing, listSegments } from './segments.ts';
import { settleInterrupted, type PriceLookup, type UnsettledEvent } from './settle-interrupted.ts';
import type { GatewayJournalWriter } from './writer.ts';
import { UnsettledEvents } from './unsettled-events.ts';

export interface ReplayOptions {
  readonly writer: GatewayJournalWriter;
  readonly priceOf: PriceLookup;
  readonly clock?: Clock;
}

export interface ReplayResult {
  readonly settled: readonly UsageEventSettled[];
  /** Events with a price that is not in the catalog any more: the worker, which has the price table, settles them. */
  readonly leftOpen: readonly UnsettledEvent[];
}

/**
 * At a gateway's start: ends the events that its earlier lives left open, from their last checkpoint, by the charge matrix.
 * The writer holds the folder's lock, so nobody else can be at work on them. Running it again finds nothing to do. Throws
 * `JournalUnavailableError` when the ends cannot be written.
 */
export async function replayJournal({ writer, priceOf, clock = systemClock }: ReplayOptions): Promise<ReplayResult> {
  const unsettled = await readEarlierLives(writer);
  const settled: UsageEventSettled[] = [];
  const leftOpen: UnsettledEvent[] = [];
  for (const event of unsettled.all()) {
    const end = settleInterrupted(event, { priceOf, settledAtMs: clock.nowMs(), gatewayId: writer.gatewayId });
    if (end === undefined) leftOpen.push(event);
    else settled.push(end);
  }
  await Promise.all(settled.map((event) => writer.settle(event)));
  return { settled, leftOpen };
}

async function readEarlierLives(writer: GatewayJournalWriter): Promise<UnsettledEvents> {
  const unsettled = new UnsettledEvents();
  for (const segment of await listSegments(writer.folder)) {
    const isEarlier = segment.sequence < writer.firstSequence;
    try {
      for await (const { record } of readRecords(segment.path)) {
        if (isEarlier || record.kind === 'settle') unsettled.add(record, segment.sequence);
      }
    } catch (error) {
      // Removed by the worker since it was listed: then all of it was settled.
      if (!isMissing(error)) throw error;
    }
  }
  return unsettled;
}
