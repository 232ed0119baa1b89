import type {} from '@modelhub/testing/vitest-setup';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { DECIMAL } from './lua/decimal.ts';

const SUMS = `${DECIMAL}
local answer = {}
for i = 1, #ARGV, 2 do
  local difference = minus(ARGV[i], ARGV[i + 1])
  answer[#answer + 1] = plus(ARGV[i], ARGV[i + 1])
  answer[#answer + 1] = difference
  answer[#answer + 1] = isNegative(difference) and 'yes' or 'no'
end
return answer`;

let redis: Redis;
beforeAll(() => {
  if (inject('redisUrl') !== '') redis = new Redis(inject('redisUrl'));
});
afterAll(async () => {
  await redis?.quit();
});

/** Of every size, and often next to the borders of doubles and of the two halves. */
const BORDERS = [0n, 10n ** 12n, 10n ** 15n, 2n ** 53n, 2n ** 63n, 10n ** 24n];
const amount = fc.oneof(
  fc.bigInt({ min: -(10n ** 26n), max: 10n ** 26n }),
  fc.bigInt({ min: -1_000n, max: 1_000n }),
  fc.tuple(fc.constantFrom(...BORDERS), fc.bigInt({ min: -3n, max: 3n }), fc.constantFrom(1n, -1n)).map(([border, by, sign]) => sign * (border + by)),
);

test('sums and differences of the scripts are those of bigint', async ({ skip }) => {
  skip(inject('redisUrl') === '');
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(amount, amount), { minLength: 1, maxLength: 100 }), async (pairs) => {
      const answer = await redis.eval(SUMS, 0, ...pairs.flat().map(String));
      expect(answer).toEqual(pairs.flatMap(([a, b]) => [String(a + b), String(a - b), a < b ? 'yes' : 'no']));
    }),
    { numRuns: 200 },
  );
});
