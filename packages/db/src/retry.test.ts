import { describe, expect, test } from 'vitest';
import { isRetryable, withRetry } from './retry.ts';

const failure = (code: string) => Object.assign(new Error(code), { code });

describe('withRetry', () => {
  test.each(['40001', '40P01', 'P2034'])('tries again after %s', async (code) => {
    let calls = 0;
    const result = await withRetry(async () => {
      calls += 1;
      if (calls < 3) throw failure(code);
      return calls;
    });
    expect(result).toBe(3);
  });

  test('gives any other error on at once', async () => {
    let calls = 0;
    const run = withRetry(async () => {
      calls += 1;
      throw failure('23505');
    });
    await expect(run).rejects.toThrow('23505');
    expect(calls).toBe(1);
  });

  test('gives up after the stated attempts', async () => {
    let calls = 0;
    const run = withRetry(
      async () => {
        calls += 1;
        throw failure('40P01');
      },
      { attempts: 2 },
    );
    await expect(run).rejects.toThrow('40P01');
    expect(calls).toBe(2);
  });

  test('looks into the cause', () => {
    expect(isRetryable(new Error('outer', { cause: failure('40P01') }))).toBe(true);
    expect(isRetryable(new Error('outer'))).toBe(false);
  });
});
