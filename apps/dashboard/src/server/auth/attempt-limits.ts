import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import { TooManyAttempts } from '../errors.ts';

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3_600;

/**
 * What may be tried how often. Per account a guess is expensive whoever makes it; per address a list of accounts cannot
 * be tried from one place. Addresses get more room, since an office shares one.
 */
const RULES = {
  signInByAccount: { points: 10, duration: 15 * MINUTE_SECONDS },
  signInByAddress: { points: 60, duration: 15 * MINUTE_SECONDS },
  signUpByAddress: { points: 20, duration: HOUR_SECONDS },
  mailByAccount: { points: 5, duration: HOUR_SECONDS },
  mailByAddress: { points: 30, duration: HOUR_SECONDS },
  tokenByAddress: { points: 60, duration: 15 * MINUTE_SECONDS },
  passwordByUser: { points: 10, duration: 15 * MINUTE_SECONDS },
  inviteByOrganization: { points: 50, duration: HOUR_SECONDS },
  changeByUser: { points: 120, duration: MINUTE_SECONDS },
  /** Each plans some thousands of requests. */
  tryByUser: { points: 60, duration: MINUTE_SECONDS },
  /** Each asks a provider for something. */
  providerCheckByOrganization: { points: 30, duration: 15 * MINUTE_SECONDS },
  webhookByAddress: { points: 600, duration: MINUTE_SECONDS },
} as const satisfies Record<string, { points: number; duration: number }>;

export type AttemptRule = keyof typeof RULES;

export interface AttemptLimits {
  /** Counts one attempt; throws `TooManyAttempts` when the rule has no room left for `key`. */
  consume(rule: AttemptRule, key: string): Promise<void>;
  /** A success clears what the failures before it had counted. */
  reset(rule: AttemptRule, key: string): Promise<void>;
}

/**
 * Limits on attempts, in Redis where there is one and in memory otherwise. While Redis cannot be asked each process counts
 * by itself: signing in goes on, and guessing stays bounded.
 */
export function createAttemptLimits(redis?: Redis): AttemptLimits {
  const limiters = new Map<AttemptRule, RateLimiterAbstract>();
  for (const [rule, limit] of Object.entries(RULES) as [AttemptRule, (typeof RULES)[AttemptRule]][]) {
    const options = { ...limit, keyPrefix: `mh:attempts:${rule}` };
    const memory = new RateLimiterMemory(options);
    limiters.set(rule, redis === undefined ? memory : new RateLimiterRedis({ ...options, storeClient: redis, insuranceLimiter: memory }));
  }
  const limiterOf = (rule: AttemptRule): RateLimiterAbstract => limiters.get(rule) as RateLimiterAbstract;
  return {
    async consume(rule, key) {
      try {
        await limiterOf(rule).consume(key);
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) throw new TooManyAttempts(refusal.msBeforeNext);
        throw refusal;
      }
    },
    async reset(rule, key) {
      await limiterOf(rule).delete(key);
    },
  };
}
