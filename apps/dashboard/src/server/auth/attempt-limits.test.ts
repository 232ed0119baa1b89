import { describe, expect, it } from 'vitest';
import { TooManyAttempts } from '../errors.ts';
import { createAttemptLimits } from './attempt-limits.ts';

describe('attempt limits', () => {
  it('refuse the eleventh sign-in of an account, and no other account', async () => {
    const limits = createAttemptLimits();
    for (let attempt = 0; attempt < 10; attempt += 1) await limits.consume('signInByAccount', 'a@example.com');
    await expect(limits.consume('signInByAccount', 'a@example.com')).rejects.toThrow(TooManyAttempts);
    await expect(limits.consume('signInByAccount', 'b@example.com')).resolves.toBeUndefined();
  });

  it('forget failures after a success', async () => {
    const limits = createAttemptLimits();
    for (let attempt = 0; attempt < 10; attempt += 1) await limits.consume('signInByAccount', 'a@example.com');
    await limits.reset('signInByAccount', 'a@example.com');
    await expect(limits.consume('signInByAccount', 'a@example.com')).resolves.toBeUndefined();
  });

  it('say when to come back', async () => {
    const limits = createAttemptLimits();
    for (let attempt = 0; attempt < 5; attempt += 1) await limits.consume('mailByAccount', 'a@example.com');
    const refusal = await limits.consume('mailByAccount', 'a@example.com').catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(TooManyAttempts);
    expect((refusal as TooManyAttempts).retryAfterMs).toBeGreaterThan(3_500_000);
  });
});
