import { readRecords } from '@modelhub/metering/journal/reader';
import { listSegments } from '@modelhub/metering/journal/segments';
import type { UsageEventSettled } from '@modelhub/metering/usage-event';

/** What a gateway's journal says of its requests. */
export interface JournalBooks {
  readonly opened: number;
  readonly settled: readonly UsageEventSettled[];
  /** Begun and not ended. */
  readonly open: number;
  readonly settledTwice: number;
  readonly costNanoUsd: bigint;
}

/** Reads a journal that nobody ships, from its beginning. */
export async function readBooks(folder: string): Promise<JournalBooks> {
  const open = new Set<string>();
  const settled = new Map<string, UsageEventSettled>();
  const seen = { opened: 0, settledTwice: 0 };
  for (const segment of await listSegments(folder)) {
    for await (const { record } of readRecords(segment.path)) {
      if (record.kind === 'open') {
        seen.opened += 1;
        open.add(record.event.eventId);
      } else if (record.kind === 'settle') {
        if (settled.has(record.event.eventId)) seen.settledTwice += 1;
        settled.set(record.event.eventId, record.event);
        open.delete(record.event.eventId);
      }
    }
  }
  const events = [...settled.values()];
  return { ...seen, settled: events, open: open.size, costNanoUsd: events.reduce((sum, { costNanoUsd }) => sum + costNanoUsd, 0n) };
}
