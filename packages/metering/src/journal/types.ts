import type { UsageCheckpoint, UsageEventOpen, UsageEventSettled } from '../usage-event.ts';

/**
 * The gateway's side of the journal: append-only segments in `<directory>/<gatewayId>/`. A resolved promise means that
 * the kernel has the record: it survives a SIGKILL of the process. Records of one tick share one write.
 */
export interface JournalWriter {
  open(event: UsageEventOpen): Promise<void>;
  /** Fire and forget; a lost checkpoint costs at most a second of tokens. */
  checkpoint(checkpoint: UsageCheckpoint): void;
  settle(event: UsageEventSettled): Promise<void>;
  /** Flushes and closes the segment. */
  close(): Promise<void>;
}
