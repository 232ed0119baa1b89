import { FixedClock } from '@modelhub/core/clock';
import { ModelHubError, type ErrorCode } from '@modelhub/core/errors';
import { PROVIDERS } from '@modelhub/providers/registry';
import type { UpstreamFailure } from '@modelhub/providers/types';
import { describe, expect, it } from 'vitest';
import type { ProviderAccount } from '../accounts/provider-account.ts';
import { HealthTracker } from './health-tracker.ts';

const A = { id: 'a' };
const B = { id: 'b' };

const newAccount = (): ProviderAccount => ({ adapter: PROVIDERS.openai.adapter, connection: null, own: null, needsSignIn: false, isCustomAddress: false });
const failure = (blame: UpstreamFailure['blame'], code: ErrorCode = 'provider_error', more: Partial<UpstreamFailure> = {}): UpstreamFailure => ({
  error: new ModelHubError(code, { message: 'no' }),
  blame,
  retryAfterMs: null,
  ...more,
});

/** Within the 5 % of a bucket. */
const near = (value: number | null, wanted: number): boolean => value !== null && Math.abs(value / wanted - 1) <= 0.05;

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
    health.begin({ account: ours, endpoint: A }).succeeded(50);
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
    trial.succeeded(50);
    for (let i = 0; i < 9; i += 1) trial.broke();
    expect(health.isOpen(ours, 'a')).toBe(false);
  });

  it('knows how fast an endpoint is, from when it was asked itself', () => {
    const { clock, health, ours } = setUp();
    expect([health.latencyMs(ours, 'a'), health.throughput(ours, 'a'), health.view(ours, 'a')]).toEqual([null, null, null]);
    const trial = health.begin({ account: ours, endpoint: A });
    clock.advanceMs(100);
    trial.answering();
    clock.advanceMs(1_000);
    trial.succeeded(50);
    expect(near(health.latencyMs(ours, 'a'), 100)).toBe(true);
    expect(near(health.throughput(ours, 'a'), 50)).toBe(true);
    const { time_to_first_token_ms: first, latency_ms: latency } = health.view(ours, 'a') ?? expect.fail('nothing is known');
    expect([near(first.p99, 100), near(latency.p50, 1_100)]).toEqual([true, true]);
  });

  it('counts what went wrong by its kind, and what is not the endpoint’s fault not against it', () => {
    const { clock, health, ours } = setUp();
    for (let i = 0; i < 6; i += 1) health.begin({ account: ours, endpoint: A }).succeeded(1);
    health.begin({ account: ours, endpoint: A }).failed(failure('provider', 'timeout'));
    health.begin({ account: ours, endpoint: A }).broke();
    health.begin({ account: ours, endpoint: A }).failed(failure('client', 'invalid_request_error'));
    health.begin({ account: ours, endpoint: A }).failed(failure('credential', 'rate_limit_exceeded', { retryAfterMs: 1 }));
    health.begin({ account: ours, endpoint: A }).abandoned();
    expect(health.view(ours, 'a')).toMatchObject({
      availability: { last_5_minutes: 77.778, last_30_minutes: 77.778, last_day: 77.778 },
      error_rates_last_30_minutes: { timeout: 10, broken_stream: 10, rate_limited: 10 },
    });
    clock.advanceMs(6 * 60_000);
    expect(health.view(ours, 'a')).toMatchObject({ availability: { last_5_minutes: null, last_30_minutes: 77.778 } });
    clock.advanceMs(86_400_000);
    expect(health.view(ours, 'a')).toMatchObject({ availability: { last_day: null }, latency_ms: { p50: null }, error_rates_last_30_minutes: {} });
  });

  it('finds an endpoint busy by what it took at its worst lately and by what is under way', () => {
    const { clock, health, ours } = setUp();
    const take = (ms: number) => {
      const trial = health.begin({ account: ours, endpoint: A });
      clock.advanceMs(ms);
      trial.succeeded(1);
    };
    expect(health.cost(ours, 'a')).toBe(0);
    take(100);
    take(1_000);
    take(100);
    const alone = health.cost(ours, 'a');
    expect(alone).toBeGreaterThan(900);
    health.begin({ account: ours, endpoint: A });
    expect(health.cost(ours, 'a')).toBeCloseTo(2 * alone);
    clock.advanceMs(60_000);
    expect(health.cost(ours, 'a')).toBeLessThan(10);
  });

  it('takes one that was overtaken for slow where it was slower than usual, and otherwise for nothing', () => {
    const { clock, health, ours, theirs } = setUp();
    const overtake = (ms: number, account = ours) => {
      const trial = health.begin({ account, endpoint: A });
      clock.advanceMs(ms);
      trial.overtaken(false);
    };
    overtake(900);
    overtake(900, theirs);
    expect(health.durationMs(ours, 'a', 0.5)).toBeNull();
    for (let i = 0; i < 20; i += 1) {
      const trial = health.begin({ account: ours, endpoint: A });
      clock.advanceMs(100);
      trial.succeeded(1);
    }
    overtake(20);
    expect(near(health.durationMs(ours, 'a', 0.01), 100)).toBe(true);
    for (let i = 0; i < 3; i += 1) overtake(800);
    expect(near(health.durationMs(ours, 'a', 0.99), 800)).toBe(true);
    expect(health.isOpen(ours, 'a')).toBe(false);
    expect(health.view(ours, 'a')).toMatchObject({ availability: { last_5_minutes: 100 } });
  });

  it('finds an endpoint slow that has become so a few requests ago, and fast again when that was long ago', () => {
    const { clock, health, ours } = setUp();
    const take = (ms: number) => {
      const trial = health.begin({ account: ours, endpoint: A });
      clock.advanceMs(ms);
      trial.succeeded(1);
    };
    for (let i = 0; i < 200; i += 1) take(10);
    for (let i = 0; i < 4; i += 1) take(100);
    expect(near(health.latencyMs(ours, 'a'), 10)).toBe(true);
    take(100);
    expect(near(health.latencyMs(ours, 'a'), 100)).toBe(true);
    clock.advanceMs(30_001);
    expect(near(health.latencyMs(ours, 'a'), 10)).toBe(true);
  });
});
