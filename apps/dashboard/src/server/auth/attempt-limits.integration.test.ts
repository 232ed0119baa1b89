import type {} from '@modelhub/testing/vitest-setup';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { TooManyAttempts } from '../errors.ts';
import { createAttemptLimits } from './attempt-limits.ts';

const redisUrl = inject('redisUrl');

describe.skipIf(redisUrl === '')('attempt limits in Redis', () => {
  let redis: Redis;
  beforeAll(() => {
    redis = new Redis(redisUrl);
  });
  afterAll(() => redis.quit());

  it('are one count for all dashboards', async () => {
    const [one, other] = [createAttemptLimits(redis), createAttemptLimits(redis)];
    const account = `${process.pid}@example.com`;
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await one.consume('signInByAccount', account);
      await other.consume('signInByAccount', account);
    }
    await expect(one.consume('signInByAccount', account)).rejects.toThrow(TooManyAttempts);
    await other.reset('signInByAccount', account);
    await expect(one.consume('signInByAccount', account)).resolves.toBeUndefined();
  });

  it('go on in memory while Redis is away, and still end', async () => {
    const away = new Redis('redis://127.0.0.1:1', { enableOfflineQueue: false, maxRetriesPerRequest: 1, retryStrategy: () => null });
    away.on('error', () => {});
    const limits = createAttemptLimits(away);
    for (let attempt = 0; attempt < 10; attempt += 1) await limits.consume('signInByAccount', 'away@example.com');
    await expect(limits.consume('signInByAccount', 'away@example.com')).rejects.toThrow(TooManyAttempts);
    away.disconnect();
  });
});
