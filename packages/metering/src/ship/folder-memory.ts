import type { Segment } from '../journal/segments.ts';
import { UnsettledEvents } from '../journal/unsettled-events.ts';

/**
 * What a shipper knows of one journal folder. It is a cache: a worker that starts afresh reads the segments again, and the
 * ledger refuses what it has.
 */
export class FolderMemory {
  readonly unsettled = new UnsettledEvents();
  readonly #offsets = new Map<number, number>();

  offsetOf(segment: Segment): number {
    return this.#offsets.get(segment.sequence) ?? 0;
  }

  /** Records up to here are in the ledger, quarantined, or among `unsettled`. */
  advance(segment: Segment, offset: number): void {
    this.#offsets.set(segment.sequence, offset);
  }

  /** Forgets segments that another worker has removed: it does so only when nothing in them is left to do. */
  keepOnly(segments: readonly Segment[]): void {
    const present = new Set(segments.map((segment) => segment.sequence));
    for (const sequence of this.#offsets.keys()) {
      if (present.has(sequence)) continue;
      this.#offsets.delete(sequence);
      this.unsettled.forgetSegment(sequence);
    }
  }
}
