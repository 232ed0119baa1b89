import { FixedClock } from '@modelhub/core/clock';
import { ModelHubError } from '@modelhub/core/errors';
import { createLogger } from '@modelhub/observability/logger';
import { PROVIDERS } from '@modelhub/providers/registry';
import { createMemoryState } from '@modelhub/state/memory';
import type { CircuitReport, HealthExchange } from '@modelhub/state/shared-state';
import { describe, expect, it } from 'vitest';
import type { ProviderAccount } from '../accounts/provider-account.ts';
import { FleetHealth } from './fleet-health.ts';
import { HealthTracker } from './health-tracker.ts';

const A = 'openai/a';
const DOWN = { error: new ModelHubError('provider_error', { message: 'no' }), blame: 'provider', retryAfterMs: null } as const;
const LIMITED = { error: new ModelHubError('rate_limit_exceeded', { message: 'wait' }), blame: 'credential', retryAfterMs: 9_000 } as const;
const logger = createLogger({ name: 'test', level: 'silent' });

/** Gateways that share one exchange, and in which nothing happens by itself. */
function fleetOf(count: number, hostOf = (i: number): string => `host-${i}`) {
  const clock = new FixedClock(1_700_000_000_000);
  const { health: store } = createMemoryState({ clock });
  const gateways = Array.from({ length: count }, (_, i) => {
    const gatewayId = `gateway-${i}`;
    const others = async <Report extends { gatewayId: string }>(reports: Promise<readonly Report[]>) =>
      (await reports).filter((one) => one.gatewayId !== gatewayId);
    const exchange: HealthExchange = {
      isShared: false,
      reportCircuits: (report) => store.reportCircuits(report),
      peerCircuits: () => others(store.peerCircuits()),
      reportFigures: (report) => store.reportFigures(report),
      peerFigures: () => others(store.peerFigures()),
      claim: (name, forMs) => store.claim(name, forMs),
    };
    const accounts = new Map(['openai', 'anthropic', 'groq'].map((provider) => [provider, newAccount()]));
    const accountOf = (endpointId: string) => accounts.get(endpointId.split('/')[0] ?? '');
    const tracker = new HealthTracker(clock);
    const fleet = new FleetHealth({ exchange, tracker, gatewayId, host: hostOf(i), accountOf, clock, logger });
    const begin = (id: string) => tracker.begin({ account: accountOf(id) as ProviderAccount, endpoint: { id } });
    return {
      fleet,
      tracker,
      begin,
      fail: (id: string, times = 5) => {
        for (let i = 0; i < times; i += 1) begin(id).failed(DOWN);
      },
      answer: (id: string) => begin(id).succeeded(10),
      state: (id: string) => tracker.stateOf(accountOf(id), id),
      account: accountOf(A),
    };
  });
  /** All tell, and then all hear. */
  const round = async (ms = 700): Promise<void> => {
    clock.advanceMs(ms);
    for (const { fleet } of [...gateways, ...gateways]) {
      clock.advanceMs(1);
      await fleet.exchangeCircuits();
    }
  };
  return { clock, store, gateways, round };
}

const newAccount = (): ProviderAccount => ({ adapter: PROVIDERS.openai.adapter, connection: null, own: null, needsSignIn: false, isCustomAddress: false });

type Gateways = ReturnType<typeof fleetOf>['gateways'];
const states = (gateways: Gateways, id = A) => gateways.map(({ state }) => state(id));

describe('circuits of other gateways', () => {
  it('make one request at a time find out, and what it finds decides', async () => {
    const { clock, gateways, round } = fleetOf(3);
    const [a, b, c] = gateways as [Gateways[0], Gateways[0], Gateways[0]];
    b.answer(A);
    a.fail(A);
    await round();
    expect(states(gateways)).toEqual(['open', 'half-open', 'half-open']);
    const probe = b.begin(A);
    expect(b.tracker.isOpen(b.account, A)).toBe(true);
    probe.failed(DOWN);
    // More than a report takes on its way, which nobody can tell from the clocks.
    clock.advanceMs(10);
    c.answer(A);
    expect(states(gateways)).toEqual(['open', 'open', 'closed']);
    // Neither an opening that was heard before nor one from before the answer counts against it.
    await round(1);
    expect(states(gateways)).toEqual(['open', 'open', 'closed']);
  });

  it('are believed without a look where two have seen the same', async () => {
    const { clock, gateways, round } = fleetOf(3);
    const [a, b] = gateways as [Gateways[0], Gateways[0]];
    a.fail(A);
    b.fail(A);
    await round(100);
    expect(states(gateways)).toEqual(['open', 'open', 'open']);
    clock.advanceMs(2_000);
    expect(states(gateways)).toEqual(['half-open', 'half-open', 'half-open']);
  });

  it('are one witness where two share a machine, and its network', async () => {
    const { gateways, round } = fleetOf(3, (i) => (i === 2 ? 'there' : 'here'));
    const [a, b] = gateways as [Gateways[0], Gateways[0]];
    a.fail(A);
    b.fail(A);
    await round(100);
    expect(states(gateways)).toEqual(['open', 'open', 'half-open']);
  });

  it('say nothing to a gateway that was answered since', async () => {
    const { clock, gateways, round } = fleetOf(3);
    const [a, b, c] = gateways as [Gateways[0], Gateways[0], Gateways[0]];
    a.fail(A);
    b.fail(A);
    clock.advanceMs(10);
    c.answer(A);
    await round(100);
    expect(c.state(A)).toBe('closed');
  });

  it('of a gateway that sees most providers fail close nothing', async () => {
    const { gateways, round } = fleetOf(3);
    const [a] = gateways as [Gateways[0]];
    for (const id of [A, 'anthropic/b', 'groq/c']) a.fail(id);
    await round();
    expect(gateways.flatMap(({ state }) => [A, 'anthropic/b', 'groq/c'].map(state))).toEqual([...Array(3).fill('open'), ...Array(6).fill('closed')]);
  });

  it('that it only knows by hearsay a gateway does not pass on', async () => {
    const { clock, store, gateways, round } = fleetOf(3);
    const [a] = gateways as [Gateways[0]];
    a.fail(A);
    await round();
    clock.advanceMs(700);
    expect((await store.peerCircuits()).map(({ gatewayId, circuits }) => [gatewayId, circuits.length])).toEqual([
      ['gateway-0', 1],
      ['gateway-1', 0],
      ['gateway-2', 0],
    ]);
  });

  it('that close again let everybody try at once', async () => {
    const { clock, gateways, round } = fleetOf(2);
    const [a, b] = gateways as [Gateways[0], Gateways[0]];
    for (const one of [a, b]) one.fail(A);
    await round(100);
    for (let i = 0; i < 4; i += 1) {
      clock.advanceMs(20_000);
      b.fail(A, 1);
    }
    a.answer(A);
    expect(states(gateways)).toEqual(['closed', 'open']);
    await round(100);
    expect(states(gateways)).toEqual(['closed', 'half-open']);
  });

  it('that a provider asked for hold for every gateway, as long as it asked', async () => {
    const { clock, gateways, round } = fleetOf(2);
    const [a] = gateways as [Gateways[0]];
    a.begin(A).failed(LIMITED);
    await round(100);
    expect(states(gateways)).toEqual(['open', 'open']);
    clock.advanceMs(8_500);
    expect(states(gateways)).toEqual(['open', 'open']);
    clock.advanceMs(500);
    expect(states(gateways)).toEqual(['half-open', 'half-open']);
  });

  it('of a gateway that has gone say nothing, neither at first sight nor when it falls silent', async () => {
    const { clock, store, gateways } = fleetOf(2);
    const [, b] = gateways as [Gateways[0], Gateways[0]];
    const circuit: CircuitReport = { endpointId: A, cause: 'failing', openedAtMs: 5, openedAgoMs: 100, openForMs: 20_000 };
    const report = (gatewayId: string, atMs: number) =>
      store.reportCircuits({ gatewayId, host: gatewayId, atMs, circuits: [circuit], providersAsked: 3, providersFailing: 1 });
    await report('gone', clock.nowMs() - 6_000);
    await b.fleet.exchangeCircuits();
    expect(b.state(A)).toBe('closed');
    // One that has fallen silent is no second witness.
    await report('silent', clock.nowMs());
    await b.fleet.exchangeCircuits();
    b.answer(A);
    clock.advanceMs(6_000);
    await report('alive', clock.nowMs());
    await b.fleet.exchangeCircuits();
    expect(b.state(A)).toBe('half-open');
  });
});

describe('figures of other gateways', () => {
  const near = (value: number | null, wanted: number): boolean => value !== null && Math.abs(value / wanted - 1) <= 0.06;

  function take({ begin }: Gateways[0], clock: FixedClock, { ms, times }: { readonly ms: number; readonly times: number }): void {
    for (let i = 0; i < times; i += 1) {
      const trial = begin(A);
      clock.advanceMs(ms);
      trial.answering();
      clock.advanceMs(10);
      trial.succeeded(1);
    }
  }

  it('are what a gateway plans by until it has enough of its own', async () => {
    const { clock, gateways } = fleetOf(2);
    const [a, b] = gateways as [Gateways[0], Gateways[0]];
    take(a, clock, { ms: 400, times: 30 });
    expect(b.tracker.latencyMs(b.account, A)).toBeNull();
    await a.fleet.exchangeFigures();
    await b.fleet.exchangeFigures();
    expect(near(b.tracker.latencyMs(b.account, A), 400)).toBe(true);
    expect(near(b.tracker.throughput(b.account, A), 100)).toBe(true);
    take(b, clock, { ms: 100, times: 12 });
    expect(near(b.tracker.latencyMs(b.account, A), 100)).toBe(true);
    expect(near(b.tracker.view(b.account, A)?.time_to_first_token_ms.p50 ?? null, 400)).toBe(true);
  });

  it('count in what is shown, until they are gone', async () => {
    const { clock, gateways } = fleetOf(3);
    const [a, b, c] = gateways as [Gateways[0], Gateways[0], Gateways[0]];
    a.answer(A);
    a.fail(A, 2);
    b.answer(A);
    for (const { fleet } of [a, b, c, c]) await fleet.exchangeFigures();
    const shown = () => c.tracker.view(c.account, A);
    expect(shown()).toMatchObject({ availability: { last_5_minutes: 50, last_day: 50 }, error_rates_last_30_minutes: { server_error: 50 } });
    clock.advanceMs(61_000);
    await c.fleet.exchangeFigures();
    expect(shown()).toMatchObject({ availability: { last_day: null }, error_rates_last_30_minutes: {} });
  });
});
