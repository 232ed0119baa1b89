import { createLogger } from '@modelhub/observability/logger';
import { describe, expect, test } from 'vitest';
import { WriteQueue, type QueuedRow } from './write-queue.ts';

const logger = createLogger({ name: 'test', level: 'silent' });
const rowsOf = (count: number, bytes = 1): QueuedRow[] => Array.from({ length: count }, (_, index) => ({ id: `r${index}`, bytes }));
const fault = (code: string): Error => Object.assign(new Error(code), { code });

describe('a queue of writes', () => {
  test('writes many rows with one statement, and each once', async () => {
    const batches: string[][] = [];
    const queue = new WriteQueue(async (rows) => void batches.push(rows.map(({ id }) => id)), logger);
    await Promise.all(rowsOf(1_000).map((row) => queue.add(row)));
    expect(batches.flat().toSorted()).toEqual(
      rowsOf(1_000)
        .map(({ id }) => id)
        .toSorted(),
    );
    expect(batches.length).toBeLessThanOrEqual(6);
  });

  test('takes no more bytes at once than a statement should have', async () => {
    const batches: number[] = [];
    const queue = new WriteQueue(async (rows) => void batches.push(rows.length), logger);
    await Promise.all(rowsOf(6, 5 * 1024 * 1024).map((row) => queue.add(row)));
    expect(batches).toEqual([1, 1, 1, 1, 1, 1]);
  });

  test('loses a row that the database never takes, and no other', async () => {
    const written: string[] = [];
    const queue = new WriteQueue(async (rows: readonly QueuedRow[]) => {
      if (rows.some(({ id }) => id === 'r13')) throw fault('22021');
      written.push(...rows.map(({ id }) => id));
    }, logger);
    await Promise.all(rowsOf(40).map((row) => queue.add(row)));
    expect(written.toSorted()).toEqual(
      rowsOf(40)
        .map(({ id }) => id)
        .filter((id) => id !== 'r13')
        .toSorted(),
    );
  });

  test('waits for a database that is away, until nobody can wait any more', async () => {
    let isAway = true;
    const written: string[] = [];
    const queue = new WriteQueue(async (rows: readonly QueuedRow[]) => {
      if (isAway) throw fault('ECONNREFUSED');
      written.push(...rows.map(({ id }) => id));
    }, logger);
    const first = Promise.all(rowsOf(3).map((row) => queue.add(row)));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(written).toEqual([]);
    isAway = false;
    await first;
    expect(written).toHaveLength(3);
    isAway = true;
    const second = queue.add({ id: 'late', bytes: 1 });
    queue.close();
    await second;
    expect(written).toHaveLength(3);
  });

  test('does not fill the memory', async () => {
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const written: string[] = [];
    const queue = new WriteQueue(async (rows: readonly QueuedRow[]) => {
      await gate;
      written.push(...rows.map(({ id }) => id));
    }, logger);
    const all = rowsOf(40, 4 * 1024 * 1024).map((row) => queue.add(row));
    release();
    await Promise.all(all);
    expect(written.length).toBeLessThan(40);
    expect(written.length).toBeGreaterThanOrEqual(32);
  });
});
