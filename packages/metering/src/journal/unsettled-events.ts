import type { UnsettledEvent } from './settle-interrupted.ts';
import type { JournalRecord } from './types.ts';

/** Follows a journal and knows which of its events have no end yet. Takes the records in the order of the journal. */
export class UnsettledEvents {
  readonly #open = new Map<string, UnsettledEvent & { readonly sequence: number }>();

  add(record: JournalRecord, sequence: number): void {
    switch (record.kind) {
      case 'open':
        this.#open.set(record.event.eventId, { open: record.event, checkpoint: undefined, sequence });
        return;
      case 'checkpoint': {
        const known = this.#open.get(record.checkpoint.eventId);
        if (known === undefined || (known.checkpoint?.atMs ?? 0) > record.checkpoint.atMs) return;
        this.#open.set(record.checkpoint.eventId, { ...known, checkpoint: record.checkpoint });
        return;
      }
      case 'settle':
        this.#open.delete(record.event.eventId);
    }
  }

  settle(eventId: string): void {
    this.#open.delete(eventId);
  }

  /** Events whose open stood in a segment that is gone. */
  forgetSegment(sequence: number): void {
    for (const [eventId, event] of this.#open) if (event.sequence === sequence) this.#open.delete(eventId);
  }

  /** Events whose open stands in this segment or an earlier one. */
  hasOpenUpTo(sequence: number): boolean {
    for (const event of this.#open.values()) if (event.sequence <= sequence) return true;
    return false;
  }

  get size(): number {
    return this.#open.size;
  }

  all(): UnsettledEvent[] {
    return [...this.#open.values()];
  }

  /** Events whose lease, as last moved on, ended before `atMs`. */
  leaseEndedBefore(atMs: number): UnsettledEvent[] {
    return this.all().filter(({ open, checkpoint }) => (checkpoint?.leaseUntilMs ?? open.leaseUntilMs) < atMs);
  }
}
