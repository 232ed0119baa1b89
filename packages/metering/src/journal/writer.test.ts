import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openEvent, settledEvent } from '../testing/usage-event-fixtures.ts';
import { JournalLockedError, JournalUnavailableError } from './errors.ts';
import { readSegment } from './reader.ts';
import { realFiles, type JournalFiles } from './segment-file.ts';
import { listSegments } from './segments.ts';
import type { JournalRecord } from './types.ts';
import { createJournalWriter, type GatewayJournalWriter, type JournalWriterOptions } from './writer.ts';

let directory: string;
const writers: GatewayJournalWriter[] = [];

beforeEach(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), 'modelhub-journal-'));
});
afterEach(async () => {
  await Promise.all(writers.splice(0).map((writer) => writer.close()));
  rmSync(directory, { recursive: true, force: true });
});

function startWriter(options: Partial<JournalWriterOptions> = {}): GatewayJournalWriter {
  const writer = createJournalWriter({ directory, gatewayId: 'gateway-1', ...options });
  writers.push(writer);
  return writer;
}

async function readAll(): Promise<JournalRecord[]> {
  const records: JournalRecord[] = [];
  for (const segment of await listSegments(path.join(directory, 'gateway-1'))) {
    const read = await readSegment(segment.path, { offset: 0 });
    expect(read.bad).toEqual([]);
    records.push(...read.records.map(({ record }) => record));
  }
  return records;
}

describe('writing', () => {
  test('every record is read back as it was, money and odd characters included', async () => {
    const writer = startWriter();
    const open = openEvent({ requestedModel: 'a "b"\n\u2028 żółć 🦊', reservedNanoUsd: 2n ** 62n });
    const checkpoint = { eventId: open.eventId, atMs: 1, outputTokensForwarded: 7, leaseUntilMs: 2 };
    const settled = settledEvent({ eventId: open.eventId, costNanoUsd: 2n ** 62n + 1n });
    await writer.open(open);
    writer.checkpoint(checkpoint);
    await writer.settle(settled);
    expect(await readAll()).toEqual([
      { kind: 'open', event: open },
      { kind: 'checkpoint', checkpoint },
      { kind: 'settle', event: settled },
    ]);
  });

  test('records of one tick share one write', async () => {
    let writes = 0;
    const files: JournalFiles = {
      ...realFiles,
      write(fd, buffer, range) {
        writes += 1;
        return realFiles.write(fd, buffer, range);
      },
    };
    const writer = startWriter({ files });
    await Promise.all(Array.from({ length: 100 }, () => writer.open(openEvent())));
    expect(writes).toBe(1);
    expect(await readAll()).toHaveLength(100);
  });

  test('a full segment is followed by another, and none is used twice', async () => {
    const writer = startWriter({ segmentBytesMax: 700 });
    for (let i = 0; i < 10; i += 1) await writer.open(openEvent());
    const segments = await listSegments(writer.folder);
    expect(segments.length).toBeGreaterThan(2);
    expect(await readAll()).toHaveLength(10);
  });

  test('a short write is continued', async () => {
    const files: JournalFiles = {
      ...realFiles,
      write: (fd, buffer, { offset, length }) => realFiles.write(fd, buffer, { offset, length: Math.min(length, 7) }),
    };
    const writer = startWriter({ files });
    await writer.open(openEvent());
    expect(await readAll()).toHaveLength(1);
  });

  test('a gateway id that leads out of the directory is refused', () => {
    expect(() => createJournalWriter({ directory, gatewayId: '../x' })).toThrow(RangeError);
  });
});

describe('reading', () => {
  test('a torn tail is left alone until it is whole', async () => {
    const writer = startWriter();
    await writer.open(openEvent());
    await writer.open(openEvent());
    const [segment] = await listSegments(writer.folder);
    const whole = readFileSync(segment?.path ?? '');
    const copy = path.join(directory, 'copy');
    const lineEnd = whole.indexOf(0x0a) + 1;
    for (let cut = lineEnd; cut < whole.length; cut += 1) {
      writeFileSync(copy, whole.subarray(0, cut));
      const read = await readSegment(copy, { offset: 0 });
      expect([read.records.length, read.bad.length, read.nextOffset, read.tornBytes]).toEqual([1, 0, lineEnd, cut - lineEnd]);
    }
    appendFileSync(copy, whole.subarray(whole.length - 1));
    const rest = await readSegment(copy, { offset: lineEnd });
    expect([rest.records.length, rest.tornBytes]).toEqual([1, 0]);
  });

  test('a changed byte anywhere is noticed, and the records around it are read', async () => {
    const writer = startWriter();
    for (let i = 0; i < 3; i += 1) await writer.open(openEvent());
    const [segment] = await listSegments(writer.folder);
    const whole = readFileSync(segment?.path ?? '');
    const second = whole.indexOf(0x0a) + 1;
    const copy = path.join(directory, 'copy');
    for (const position of [second, second + 8, second + 9, second + 30, whole.indexOf(0x0a, second) - 1]) {
      const changed = Buffer.from(whole);
      changed[position] = (changed[position] ?? 0) ^ 0x01;
      writeFileSync(copy, changed);
      const read = await readSegment(copy, { offset: 0 });
      expect([read.records.length, read.bad.map(({ offset }) => offset)]).toEqual([2, [second]]);
    }
  });

  test('a window smaller than a line still moves on', async () => {
    const writer = startWriter();
    for (let i = 0; i < 3; i += 1) await writer.open(openEvent());
    const [segment] = await listSegments(writer.folder);
    let offset = 0;
    let records = 0;
    for (let isAtEnd = false; !isAtEnd;) {
      const read = await readSegment(segment?.path ?? '', { offset, bytesMax: 10 });
      records += read.records.length;
      offset = read.nextOffset;
      isAtEnd = read.isAtEnd;
    }
    expect(records).toBe(3);
  });
});

describe('a disk that refuses', () => {
  /** Lets `bytesLeft` bytes through, then fails like a full disk, even in the middle of a record. */
  function fillableDisk() {
    const disk = { bytesLeft: Number.POSITIVE_INFINITY };
    const files: JournalFiles = {
      ...realFiles,
      write(fd, buffer, { offset, length }) {
        if (disk.bytesLeft <= 0) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
        const written = realFiles.write(fd, buffer, { offset, length: Math.min(length, disk.bytesLeft) });
        disk.bytesLeft -= written;
        return written;
      },
    };
    return { disk, files };
  }

  test('refuses with a typed error, keeps settles, and recovers by itself', async () => {
    const { disk, files } = fillableDisk();
    const states: string[] = [];
    const recovered = Promise.withResolvers<void>();
    const writer = startWriter({
      files,
      retryIntervalMs: 5,
      onStateChange: (state) => {
        states.push(state);
        if (state === 'writable') recovered.resolve();
      },
    });
    const before = openEvent();
    await writer.open(before);
    disk.bytesLeft = 100;
    const lost = settledEvent({ eventId: before.eventId });
    await expect(writer.settle(lost)).rejects.toBeInstanceOf(JournalUnavailableError);
    expect(writer.isWritable).toBe(false);
    await expect(writer.open(openEvent())).rejects.toMatchObject({ code: 'provider_unavailable', status: 503 });
    const late = settledEvent();
    await expect(writer.settle(late)).rejects.toBeInstanceOf(JournalUnavailableError);
    disk.bytesLeft = Number.POSITIVE_INFINITY;
    await recovered.promise;
    expect(writer.isWritable).toBe(true);
    const after = openEvent();
    await writer.open(after);
    expect(states).toEqual(['failed', 'writable']);
    expect(await readAll()).toEqual([
      { kind: 'open', event: before },
      { kind: 'settle', event: lost },
      { kind: 'settle', event: late },
      { kind: 'open', event: after },
    ]);
  });

  test('refuses as long as there is no room for the probe', async () => {
    const { disk, files } = fillableDisk();
    const writer = startWriter({ files, retryIntervalMs: 1 });
    disk.bytesLeft = 0;
    await expect(writer.open(openEvent())).rejects.toBeInstanceOf(JournalUnavailableError);
    disk.bytesLeft = 60_000;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(writer.isWritable).toBe(false);
  });

  test('a segment that cannot be created is a failure, not a crash', async () => {
    let creates = 0;
    const files: JournalFiles = {
      ...realFiles,
      create(file) {
        creates += 1;
        if (creates === 2) throw Object.assign(new Error('EMFILE'), { code: 'EMFILE' });
        return realFiles.create(file);
      },
    };
    const recovered = Promise.withResolvers<void>();
    const writer = startWriter({
      files,
      segmentBytesMax: 1,
      retryIntervalMs: 1,
      onStateChange: (state) => state === 'writable' && recovered.resolve(),
    });
    await writer.open(openEvent());
    expect(writer.isWritable).toBe(false);
    await recovered.promise;
    await writer.open(openEvent());
    expect(await readAll()).toHaveLength(2);
  });
});

describe('the folder has one writer', () => {
  test('a second one is refused while the first lives, and welcome afterwards', async () => {
    const first = startWriter();
    expect(() => startWriter()).toThrow(JournalLockedError);
    expect(() => startWriter({ gatewayId: 'gateway-2' })).not.toThrow();
    await first.close();
    expect(() => startWriter()).not.toThrow();
  });

  test('a lock of a process that is gone is taken over', () => {
    const first = startWriter();
    const dead = { token: 't', host: os.hostname(), pid: 2 ** 22 + 1, startedTicks: '1', isReleased: false };
    writeFileSync(path.join(first.folder, 'lock.2'), JSON.stringify(dead));
    expect(() => startWriter()).not.toThrow();
  });

  test('a lock whose pid was given to another process is taken over', () => {
    const first = startWriter();
    const reused = { token: 't', host: os.hostname(), pid: process.pid, startedTicks: '1', isReleased: false };
    writeFileSync(path.join(first.folder, 'lock.2'), JSON.stringify(reused));
    expect(() => startWriter()).not.toThrow();
  });

  test('a lock of another machine counts while it is touched', () => {
    const first = startWriter();
    const remote = { token: 't', host: 'elsewhere', pid: 1, startedTicks: '1', isReleased: false };
    writeFileSync(path.join(first.folder, 'lock.2'), JSON.stringify(remote));
    expect(() => startWriter()).toThrow(/process 1 on elsewhere/);
  });
});
