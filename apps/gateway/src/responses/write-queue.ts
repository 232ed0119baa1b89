import type { Logger } from '@modelhub/observability/logger';

/** One statement takes that many rows, or that many bytes. */
const BATCH_ROWS = 200;
const BATCH_BYTES = 8 * 1024 * 1024;
/** What may wait while the database does not keep up: beyond that memory has to last for the answers under way. */
const WAITING_BYTES_MAX = 128 * 1024 * 1024;
const WRITERS = 2;
const RETRY_MS = 500;
/** SQLSTATE classes of faults of a row: it would fail again. Everything else may pass. */
const FAULT_OF_ROW = /^2[23]/;

export interface QueuedRow {
  readonly id: string;
  readonly bytes: number;
}

interface Waiting<Row> {
  readonly row: Row;
  /** The row is written, or lost. */
  readonly settle: () => void;
}

/** Writes rows beside everything else, many at a time. What the database does not take at the moment waits; a row that it never takes is lost, and only that row. */
export class WriteQueue<Row extends QueuedRow> {
  readonly #write: (rows: readonly Row[]) => Promise<void>;
  readonly #logger: Logger;
  #waiting: Waiting<Row>[] = [];
  #waitingBytes = 0;
  #writers = 0;
  #isClosing = false;

  constructor(write: (rows: readonly Row[]) => Promise<void>, logger: Logger) {
    this.#write = write;
    this.#logger = logger;
  }

  /** Resolves when the row is written, or lost; never rejects. */
  add(row: Row): Promise<void> {
    if (this.#waitingBytes + row.bytes > WAITING_BYTES_MAX) {
      this.#logger.error({ responseId: row.id, waitingBytes: this.#waitingBytes }, 'a response is not kept: the database does not keep up');
      return Promise.resolve();
    }
    this.#waitingBytes += row.bytes;
    const written = new Promise<void>((settle) => this.#waiting.push({ row, settle }));
    if (this.#writers < WRITERS) {
      this.#writers += 1;
      // What else comes in this turn of the event loop goes with it.
      setImmediate(() => void this.#run());
    }
    return written;
  }

  /** From now on what cannot be written at once is lost: nobody will be there to write it later. */
  close(): void {
    this.#isClosing = true;
  }

  async #run(): Promise<void> {
    for (let batch = this.#take(); batch.length > 0; batch = this.#take()) await this.#writeAll(batch);
    this.#writers -= 1;
  }

  #take(): Waiting<Row>[] {
    let bytes = 0;
    const end = this.#waiting.findIndex(({ row }, index) => index >= BATCH_ROWS || (bytes += row.bytes) > BATCH_BYTES);
    const batch = this.#waiting.splice(0, end < 0 ? this.#waiting.length : Math.max(1, end));
    for (const { row } of batch) this.#waitingBytes -= row.bytes;
    return batch;
  }

  async #writeAll(batch: readonly Waiting<Row>[]): Promise<void> {
    for (;;) {
      try {
        await this.#write(batch.map(({ row }) => row));
        for (const { settle } of batch) settle();
        return;
      } catch (error) {
        const isFaultOfRow = FAULT_OF_ROW.test(String((error as { readonly code?: unknown }).code));
        if (isFaultOfRow && batch.length > 1) {
          const half = batch.length >> 1;
          await this.#writeAll(batch.slice(0, half));
          await this.#writeAll(batch.slice(half));
          return;
        }
        if (isFaultOfRow || this.#isClosing) {
          this.#logger.error({ err: error, responseIds: batch.map(({ row }) => row.id) }, 'responses could not be kept');
          for (const { settle } of batch) settle();
          return;
        }
        this.#logger.warn({ err: error, responses: batch.length }, 'responses wait to be kept');
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }
}
