import { FixedClock } from '@modelhub/core/clock';
import { ModelHubError, type ErrorCode } from '@modelhub/core/errors';
import { PROVIDERS } from '@modelhub/providers/registry';
import type { UpstreamFailure } from '@modelhub/providers/types';
import { describe, expect, it } from 'vitest';
import type { ProviderAccount } from '../accounts/provider-account.ts';
import { HealthTracker } from './health-tracker.ts';

const SEEN = { timeToFirstMs: 100, durationMs: 1_000, outputTokens: 50 };
const A = { id: 'a' };
const B = { id: 'b' };

const newAccount = (): ProviderAccount => ({ adapter: PROVIDERS.openai.adapter, connection: null, own: null, needsSignIn: false, isCustomAddress: false });
const failure = (blame: UpstreamFailure['blame'], code: ErrorCode = 'provider_error', more: Partial<UpstreamFailure> = {}): UpstreamFailure => ({
  error: new ModelHubError(code, { message: 'no' }),
  blame,
  retryAfterMs: null,
  ...more,
});

function setUp() {
  const clock = new FixedClock(0);
  const health = new HealthTracker(clock);
  const ours = newAccount();
  const fail = (times: number, account = ours) => {
    for (let i = 0; i < times; i += 1) health.begin({ account, endpoint: A }).failed(failure('provider'));
  };
  return { clock, health, ours, theirs: newAccount(), fail };
}

describe('HealthTracker', () => {
  it('keeps an endpoint apart on each account', () => {
    const { health, ours, theirs, fail } = setUp();
    fail(5);
    expect(health.isOpen(ours, 'a')).toBe(true);
    expect(health.isOpen(ours, 'b')).toBe(false);
    expect(health.isOpen(theirs, 'a')).toBe(false);
    expect(health.isOpen(undefined, 'a')).toBe(false);
  });

  it('lets one request at a time probe, and another one when that says nothing', () => {
    const { clock, health, ours, fail } = setUp();
    fail(5);
    clock.advanceMs(2_000);
    expect(health.stateOf(ours, 'a')).toBe('half-open');
    expect(health.isOpen(ours, 'a')).toBe(false);
    const probe = health.begin({ account: ours, endpoint: A });
    expect(health.isOpen(ours, 'a')).toBe(true);
    probe.abandoned();
    expect(health.isOpen(ours, 'a')).toBe(false);
    health.begin({ account: ours, endpoint: A }).succeeded(SEEN);
    expect(health.stateOf(ours, 'a')).toBe('closed');
  });

  it('cools the account at that endpoint for as long as the provider asks, and nothing else', () => {
    const { clock, health, ours, theirs } = setUp();
    health.begin({ account: ours, endpoint: A }).failed(failure('credential', 'rate_limit_exceeded', { retryAfterMs: 7_000 }));
    expect([health.isOpen(ours, 'a'), health.isOpen(ours, 'b'), health.isOpen(theirs, 'a')]).toEqual([true, false, false]);
    clock.advanceMs(6_999);
    expect(health.isOpen(ours, 'a')).toBe(true);
    clock.advanceMs(1);
    expect(health.isOpen(ours, 'a')).toBe(false);
  });

  it('sets an account aside whose key is not taken, at every endpoint, until a probe is', () => {
    const { clock, health, ours, theirs } = setUp();
    const refused = failure('credential', 'provider_error', { isAccountWide: true });
    health.begin({ account: ours, endpoint: A }).failed(refused);
    expect([health.isOpen(ours, 'a'), health.isOpen(ours, 'b'), health.isOpen(theirs, 'a')]).toEqual([true, true, false]);
    clock.advanceMs(10_000);
    const probe = health.begin({ account: ours, endpoint: B });
    expect(health.isOpen(ours, 'a')).toBe(true);
    probe.failed(refused);
    clock.advanceMs(10_000);
    expect(health.isOpen(ours, 'a')).toBe(true);
    clock.advanceMs(10_000);
    // A limit shows that the key is taken.
    health.begin({ account: ours, endpoint: B }).failed(failure('credential', 'rate_limit_exceeded', { retryAfterMs: 1_000 }));
    expect([health.isOpen(ours, 'a'), health.isOpen(ours, 'b')]).toEqual([false, true]);
  });

  it('takes a model that the key may not use for a matter of that endpoint', () => {
    const { health, ours } = setUp();
    health.begin({ account: ours, endpoint: A }).failed(failure('credential'));
    expect([health.isOpen(ours, 'a'), health.isOpen(ours, 'b')]).toEqual([true, false]);
  });

  it('holds requests that are wrong against nobody', () => {
    const { health, ours, fail } = setUp();
    fail(4);
    health.begin({ account: ours, endpoint: A }).failed(failure('client', 'invalid_request_error'));
    fail(4);
    expect(health.isOpen(ours, 'a')).toBe(false);
  });

  it('hears each attempt once', () => {
    const { health, ours } = setUp();
    const trial = health.begin({ account: ours, endpoint: A });
    trial.succeeded(SEEN);
    for (let i = 0; i < 9; i += 1) trial.broke();
    expect(health.isOpen(ours, 'a')).toBe(false);
  });

  it('knows how fast an endpoint is', () => {
    const { health, ours } = setUp();
    expect(health.latencyMs(ours, 'a')).toBeNull();
    health.begin({ account: ours, endpoint: A }).succeeded(SEEN);
    health.begin({ account: ours, endpoint: A }).succeeded({ ...SEEN, timeToFirstMs: 200 });
    expect(health.latencyMs(ours, 'a')).toBeCloseTo(110);
    expect(health.throughput(ours, 'a')).toBe(50);
  });
});
