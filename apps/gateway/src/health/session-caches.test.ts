import { catalog } from '@modelhub/catalog/catalog';
import { priceAt } from '@modelhub/catalog/price';
import type { Endpoint } from '@modelhub/catalog/types';
import { ZERO_USAGE, type TokenUsage } from '@modelhub/core/token-usage';
import type { UsageEventSettled } from '@modelhub/metering/usage-event';
import { describe, expect, it } from 'vitest';
import type { Target } from '../accounts/targets.ts';
import { SessionCaches } from './session-caches.ts';

const AT_MS = Date.parse('2026-11-24T00:00:00Z');
const MINUTE_MS = 60_000;
const all = catalog.models.filter(({ kind }) => kind === 'chat').flatMap((model) => model.endpoints.map((endpoint) => ({ model, endpoint })));
const listed = ({ endpoint }: { endpoint: Endpoint }) => priceAt(endpoint, { atMs: AT_MS, promptTokens: 2_000 })?.nanoUsdPerMillionTokens ?? {};
const find = (isWanted: (prices: ReturnType<typeof listed>) => boolean) => all.find((one) => isWanted(listed(one))) ?? expect.fail('no such price');
/** Providers that cache by themselves, only what they are asked to, and nothing. */
const byItself = find(({ cachedInput, cacheWrite5m, cacheWrite1h }) => cachedInput !== undefined && cacheWrite5m === undefined && cacheWrite1h === undefined);
const asAsked = find(({ cacheWrite5m }) => cacheWrite5m !== undefined);
const never = find(({ cachedInput }) => cachedInput === undefined);

function setUp() {
  const caches = new SessionCaches();
  const serve = (
    session: string,
    { model, endpoint }: (typeof all)[number],
    usage: Partial<TokenUsage>,
    more: object = {},
    own: object | null = null,
  ): void => {
    const settled = { outcome: 'completed', usageSource: 'provider', openedAtMs: AT_MS, settledAtMs: AT_MS, usage: { ...ZERO_USAGE, ...usage }, ...more };
    caches.served(session, { target: { model, endpoint, account: { own } } as unknown as Target, settled: settled as UsageEventSettled });
  };
  const share = (session: string, { endpoint }: { endpoint: Endpoint }, promptTokens = 4_000, atMs = AT_MS): number =>
    caches.sharesOf(session, { promptTokens, atMs })?.(endpoint) ?? 0;
  return { serve, share };
}

describe('SessionCaches', () => {
  it('takes all of a prompt for cached at a provider that caches by itself, and at no other endpoint', () => {
    const { serve, share } = setUp();
    expect(share('s', byItself)).toBe(0);
    serve('s', byItself, { input: 3_000 });
    expect(share('s', byItself)).toBe(0.75);
    expect(share('s', byItself, 2_000)).toBe(1);
    expect(share('s', asAsked)).toBe(0);
    expect(share('t', byItself)).toBe(0);
  });

  it('takes short prompts, and those at a price without a discount, for not cached', () => {
    const { serve, share } = setUp();
    serve('s', byItself, { input: 1_023 });
    serve('s', never, { input: 3_000 });
    expect([share('s', byItself), share('s', never)]).toEqual([0, 0]);
  });

  it('takes what a provider has written or read for cached where it caches what it is asked to, for an hour where that was asked for', () => {
    const { serve, share } = setUp();
    serve('s', asAsked, { input: 3_000 });
    expect(share('s', asAsked)).toBe(0);
    serve('s', asAsked, { input: 1_000, cachedInput: 500, cacheWrite5m: 500 });
    expect(share('s', asAsked)).toBe(0.25);
    expect(share('s', asAsked, 4_000, AT_MS + 5 * MINUTE_MS)).toBe(0);
    serve('s', asAsked, { input: 1_000, cacheWrite1h: 1_000 });
    expect(share('s', asAsked, 4_000, AT_MS + 59 * MINUTE_MS)).toBe(0.25);
  });

  it('does not believe a provider again that should have known the prompt, until it does', () => {
    const { serve, share } = setUp();
    for (let i = 0; i < 3; i += 1) serve('s', byItself, { input: 3_000 });
    expect(share('s', byItself)).toBe(0);
    serve('s', byItself, { input: 1_000, cachedInput: 2_000 });
    expect(share('s', byItself)).toBe(0.75);
  });

  it('goes by answers that were whole and counted, on our account', () => {
    const { serve, share } = setUp();
    serve('s', byItself, { input: 3_000 }, { outcome: 'truncated' });
    serve('s', byItself, { input: 3_000 }, { usageSource: 'estimated' });
    serve('s', byItself, { input: 3_000 }, {}, {});
    expect(share('s', byItself)).toBe(0);
  });

  it('forgets after five minutes, and the oldest of too many', () => {
    const { serve, share } = setUp();
    serve('s', byItself, { input: 3_000 });
    expect(share('s', byItself, 4_000, AT_MS + 5 * MINUTE_MS - 1)).toBe(0.75);
    expect(share('s', byItself, 4_000, AT_MS + 5 * MINUTE_MS)).toBe(0);
    for (let i = 1; i < 20_000; i += 1) serve(`s${i}`, byItself, { input: 3_000 });
    serve('s', byItself, { input: 1_000, cachedInput: 2_000 });
    serve('one more', byItself, { input: 3_000 });
    expect(['s1', 's2', 's'].map((session) => share(session, byItself))).toEqual([0, 0.75, 0.75]);
  });
});
