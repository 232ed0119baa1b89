import type { UsageCheckpoint, UsageEventOpen, UsageEventSettled } from '../usage-event.ts';

/**
 * The gateway's side of the journal: append-only segments in `<directory>/<gatewayId>/`. A resolved promise means that
 * the kernel has the record: it survives a SIGKILL of the process. Records of one tick share one write.
 *
 * A failed write rejects with `JournalUnavailableError`. A rejected `open` has left no obligation; a rejected `settle` is
 * kept in memory and written as soon as the disk takes it again, so its charge is delayed, not lost.
 */
export interface JournalWriter {
  /** False while the disk does not take records: refuse new requests, `open` would reject. Recovers by itself. */
  readonly isWritable: boolean;
  open(event: UsageEventOpen): Promise<void>;
  /** Fire and forget; a lost checkpoint costs at most a second of tokens. */
  checkpoint(checkpoint: UsageCheckpoint): void;
  settle(event: UsageEventSettled): Promise<void>;
  /** Flushes and closes the segment, and gives the folder free. */
  close(): Promise<void>;
}

export type JournalRecord =
  | { readonly kind: 'open'; readonly event: UsageEventOpen }
  | { readonly kind: 'checkpoint'; readonly checkpoint: UsageCheckpoint }
  | { readonly kind: 'settle'; readonly event: UsageEventSettled };
