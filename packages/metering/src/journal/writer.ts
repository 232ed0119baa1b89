import path from 'node:path';
import { mkdirSync } from 'node:fs';
import { systemClock, type Clock } from '@modelhub/core/clock';
import type { UsageCheckpoint, UsageEventOpen, UsageEventSettled } from '../usage-event.ts';
import { JournalUnavailableError } from './errors.ts';
import { lockFolder, type FolderLock } from './folder-lock.ts';
import { encodeCheckpoint, encodeOpen, encodeSettle, frameBytesMax, writeFrame } from './record-codec.ts';
import { realFiles, writeFully, type JournalFiles } from './segment-file.ts';
import { assertGatewayId, listSegmentsSync, segmentAt, type Segment } from './segments.ts';
import type { JournalWriter } from './types.ts';

export interface JournalWriterOptions {
  /** Holds one folder for each gateway. */
  readonly directory: string;
  readonly gatewayId: string;
  readonly clock?: Clock;
  /** A segment is closed, and can be removed once shipped, at this size; 4 MiB by default. */
  readonly segmentBytesMax?: number;
  /**
   * How often the disk is told to make what was written durable against a power cut, off the main thread. Absent: left to
   * the kernel. A SIGKILL loses nothing either way.
   */
  readonly syncIntervalMs?: number;
  /** How often a disk that refused a write is tried again; 500 ms by default. */
  readonly retryIntervalMs?: number;
  /** Told when the journal stops and starts to take records. */
  readonly onStateChange?: (state: 'writable' | 'failed', cause?: unknown) => void;
  readonly files?: JournalFiles;
}

/** Free space that a disk must show before it is trusted again. */
const PROBE = Buffer.alloc(64 * 1024);
/** Settled records kept in memory while the disk refuses them: about 150 MB at most. */
const RETAINED_MAX = 100_000;
const INITIAL_BUFFER_BYTES = 256 * 1024;

/** All records of one tick: one write, one promise. */
interface Batch {
  readonly payloads: string[];
  /** The part of `payloads` that must not be lost: somebody owes for it. */
  readonly settles: string[];
  readonly written: Promise<void>;
  resolve(): void;
  reject(error: Error): void;
}

/**
 * Opens the journal of a gateway: takes its folder's lock and starts a new segment. Throws `JournalLockedError` when another
 * live process has this gateway id, and the file system's error when the folder cannot be written.
 */
export function createJournalWriter(options: JournalWriterOptions): GatewayJournalWriter {
  assertGatewayId(options.gatewayId);
  return new GatewayJournalWriter(options);
}

/** See `JournalWriter`. Writes are synchronous: one write of a batch into the page cache costs less than a hop to a thread. */
export class GatewayJournalWriter implements JournalWriter {
  readonly gatewayId: string;
  readonly folder: string;
  /** The first segment of this life: everything before it was left by an earlier one. */
  readonly firstSequence: number;
  readonly #lock: FolderLock;
  readonly #files: JournalFiles;
  readonly #clock: Clock;
  readonly #segmentBytesMax: number;
  readonly #retryIntervalMs: number;
  readonly #onStateChange: NonNullable<JournalWriterOptions['onStateChange']>;
  readonly #syncTimer: NodeJS.Timeout | undefined;
  #segment: Segment;
  #fd: number | null;
  #segmentBytes = 0;
  #unsynced = false;
  #buffer = Buffer.allocUnsafe(INITIAL_BUFFER_BYTES);
  #batch: Batch | null = null;
  #retained: string[] = [];
  #failure: JournalUnavailableError | null = null;
  #retryTimer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: JournalWriterOptions) {
    this.gatewayId = options.gatewayId;
    this.folder = path.join(options.directory, options.gatewayId);
    this.#files = options.files ?? realFiles;
    this.#clock = options.clock ?? systemClock;
    this.#segmentBytesMax = options.segmentBytesMax ?? 4 * 1024 * 1024;
    this.#retryIntervalMs = options.retryIntervalMs ?? 500;
    this.#onStateChange = options.onStateChange ?? (() => {});
    mkdirSync(this.folder, { recursive: true });
    this.#lock = lockFolder(this.folder);
    try {
      this.#segment = this.#nextSegment(listSegmentsSync(this.folder).at(-1)?.sequence ?? 0);
      this.#fd = this.#files.create(this.#segment.path);
    } catch (error) {
      this.#lock.release();
      throw error;
    }
    this.firstSequence = this.#segment.sequence;
    if (options.syncIntervalMs !== undefined) {
      this.#syncTimer = setInterval(() => this.#sync(), options.syncIntervalMs).unref();
    }
  }

  get isWritable(): boolean {
    return this.#failure === null && !this.#isClosed;
  }

  /** Settled records that wait in memory for the disk. */
  get retainedRecords(): number {
    return this.#retained.length;
  }

  open(event: UsageEventOpen): Promise<void> {
    if (!this.isWritable) return Promise.reject(this.#refusal());
    return this.#append(encodeOpen(event)).written;
  }

  checkpoint(checkpoint: UsageCheckpoint): void {
    if (this.isWritable) this.#append(encodeCheckpoint(checkpoint));
  }

  settle(event: UsageEventSettled): Promise<void> {
    const payload = encodeSettle(event);
    if (!this.isWritable) {
      this.#retain([payload]);
      return Promise.reject(this.#refusal());
    }
    const batch = this.#append(payload);
    batch.settles.push(payload);
    return batch.written;
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#flush();
    if (this.#failure !== null) this.#recover();
    this.#isClosed = true;
    clearInterval(this.#syncTimer);
    clearTimeout(this.#retryTimer);
    if (this.#fd !== null) {
      const fd = this.#fd;
      this.#fd = null;
      // The last chance: a machine that is switched off next must still have it.
      await new Promise<void>((resolve) => this.#files.sync(fd, () => resolve()));
      this.#files.close(fd);
      if (this.#segmentBytes === 0) this.#files.remove(this.#segment.path);
    }
    this.#lock.release();
  }

  #refusal(): JournalUnavailableError {
    return this.#failure ?? new JournalUnavailableError(new Error('the journal is closed'));
  }

  #append(payload: string): Batch {
    if (this.#batch === null) {
      this.#batch = newBatch();
      // Runs after every socket that was readable in this turn of the loop has been handled.
      setImmediate(() => this.#flush());
    }
    this.#batch.payloads.push(payload);
    return this.#batch;
  }

  #flush(): void {
    const batch = this.#batch;
    if (batch === null) return;
    this.#batch = null;
    try {
      this.#write(batch.payloads);
    } catch (error) {
      this.#retain(batch.settles);
      batch.reject(this.#fail(error));
      return;
    }
    batch.resolve();
    if (this.#segmentBytes >= this.#segmentBytesMax) this.#rotate();
  }

  #write(payloads: readonly string[]): void {
    if (this.#fd === null) throw new Error('there is no open segment');
    let bytesMax = 0;
    for (const payload of payloads) bytesMax += frameBytesMax(payload);
    if (bytesMax > this.#buffer.length) this.#buffer = Buffer.allocUnsafe(bytesMax * 2);
    let end = 0;
    for (const payload of payloads) end = writeFrame(this.#buffer, end, payload);
    writeFully(this.#files, this.#fd, this.#buffer.subarray(0, end));
    this.#segmentBytes += end;
    this.#unsynced = true;
  }

  #rotate(): void {
    const finished = this.#fd;
    try {
      this.#startSegment();
    } catch (error) {
      this.#fail(error);
      return;
    }
    if (finished !== null) this.#closeQuietly(finished);
  }

  #startSegment(): void {
    const segment = this.#nextSegment(this.#segment.sequence);
    this.#fd = this.#files.create(segment.path);
    this.#segment = segment;
    this.#segmentBytes = 0;
  }

  /** Sequences are times, so that none is ever used again, even after its segment was shipped and removed. */
  #nextSegment(after: number): Segment {
    return segmentAt(this.folder, Math.max(after + 1, this.#clock.nowMs()));
  }

  /**
   * The segment may end in half a record now. It is left as it is, since readers may be past any point of it, and a new one
   * begins when the disk takes writes again.
   */
  #fail(cause: unknown): JournalUnavailableError {
    const failure = new JournalUnavailableError(cause);
    const isNew = this.#failure === null;
    this.#failure = failure;
    if (this.#fd !== null) this.#closeQuietly(this.#fd);
    this.#fd = null;
    if (isNew) this.#onStateChange('failed', cause);
    clearTimeout(this.#retryTimer);
    this.#retryTimer = setTimeout(() => this.#recover(), this.#retryIntervalMs).unref();
    return failure;
  }

  #recover(): void {
    clearTimeout(this.#retryTimer);
    try {
      this.#probe();
      this.#startSegment();
      if (this.#retained.length > 0) this.#write(this.#retained);
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#retained = [];
    this.#failure = null;
    this.#onStateChange('writable');
  }

  #probe(): void {
    const probePath = path.join(this.folder, '.probe');
    this.#files.remove(probePath);
    const fd = this.#files.create(probePath);
    try {
      writeFully(this.#files, fd, PROBE);
    } finally {
      this.#files.close(fd);
      this.#files.remove(probePath);
    }
  }

  #retain(payloads: readonly string[]): void {
    for (const payload of payloads) {
      if (this.#retained.length < RETAINED_MAX) this.#retained.push(payload);
    }
  }

  #sync(): void {
    if (!this.#unsynced || this.#fd === null) return;
    this.#unsynced = false;
    this.#files.sync(this.#fd, (error) => {
      // EBADF: the segment was rotated away meanwhile.
      if (error !== null && !('code' in error && error.code === 'EBADF') && this.#failure === null) this.#fail(error);
    });
  }

  #closeQuietly(fd: number): void {
    try {
      this.#files.close(fd);
    } catch {
      // Whatever is wrong with it was reported by the write.
    }
  }
}

function newBatch(): Batch {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // Nobody waits for a batch of checkpoints alone.
  promise.catch(() => {});
  return { payloads: [], settles: [], written: promise, resolve, reject };
}
