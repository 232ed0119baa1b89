import { expect, test } from 'vitest';
import { kept } from './kept.ts';

function reader() {
  const state = { nowMs: 0, reads: 0, waiting: [] as ((value: number | Error) => void)[] };
  const read = kept(
    10,
    () =>
      new Promise<number>((resolve, reject) => {
        state.reads += 1;
        state.waiting.push((value) => (value instanceof Error ? reject(value) : resolve(value)));
      }),
    () => state.nowMs,
  );
  return { state, read, answer: (value: number | Error) => state.waiting.shift()?.(value) };
}

test('many visitors are one question, until it is no longer fresh', async () => {
  const { state, read, answer } = reader();
  const all = Promise.all([read(), read(), read()]);
  answer(1);
  expect(await all).toEqual([1, 1, 1]);
  state.nowMs = 10;
  expect(await read()).toBe(1);
  expect(state.reads).toBe(1);
});

test('what was read before is shown while the next is read, and nothing that is much older', async () => {
  const { state, read, answer } = reader();
  void read();
  answer(1);
  expect(await read()).toBe(1);
  state.nowMs = 11;
  expect(await read()).toBe(1);
  expect(await read()).toBe(1);
  expect(state.reads).toBe(2);
  answer(2);
  await new Promise(setImmediate);
  expect(await read()).toBe(2);
  state.nowMs = 11 + 41;
  const late = read();
  answer(3);
  expect(await late).toBe(3);
});

test('a question without an answer is null, and is asked again', async () => {
  const { state, read, answer } = reader();
  const first = read();
  answer(new Error('the database is away'));
  expect(await first).toBeNull();
  state.nowMs = 50;
  const second = read();
  answer(2);
  expect(await second).toBe(2);
});
