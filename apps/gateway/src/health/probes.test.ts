import { catalog } from '@modelhub/catalog/catalog';
import { FixedClock } from '@modelhub/core/clock';
import { ModelHubError } from '@modelhub/core/errors';
import { createLogger } from '@modelhub/observability/logger';
import { configuredProviders } from '@modelhub/providers/registry';
import { createMemoryState } from '@modelhub/state/memory';
import { afterEach, describe, expect, it } from 'vitest';
import { ProviderAccounts, type ProviderAccount } from '../accounts/provider-account.ts';
import { HealthTracker } from './health-tracker.ts';
import { canBeProbed, type ProbeTarget } from './probe.ts';
import { Probes } from './probes.ts';

const MINUTES = 60_000;
const EVERY_MS = 10 * MINUTES;
const DOWN = { error: new ModelHubError('provider_error', { message: 'no' }), blame: 'provider', retryAfterMs: null } as const;
const providers = configuredProviders({ credentials: { openai: { apiKey: 'ours' }, perplexity: { apiKey: 'ours' } } });
const accounts = new ProviderAccounts({ providers, addresses: new Map() });

function targetOf(name: string, provider = 'openai'): ProbeTarget {
  const model = catalog.findModel(name);
  const endpoint = model?.endpoints.find((one) => one.provider === provider);
  if (model === undefined || endpoint === undefined) throw new Error(`${name} is gone from the catalog`);
  return { model, endpoint, account: accounts.shared(provider) as ProviderAccount };
}

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** Gateways that look when they are told to, and share what is claimed. */
function setUp(count = 1, targets = [targetOf('gpt-4o')]) {
  const clock = new FixedClock(1_700_000_000_000);
  const exchange = createMemoryState({ clock }).health;
  const asked: string[] = [];
  let isDown = false;
  const gateways = Array.from({ length: count }, (_, i) => {
    const tracker = new HealthTracker(clock);
    const probes = new Probes({
      everyMs: EVERY_MS,
      targets,
      tracker,
      exchange,
      clock,
      logger: createLogger({ name: 'test', level: 'silent' }),
      chance: () => 0.5,
      async ask({ account, endpoint }) {
        asked.push(`${i} ${endpoint.model}`);
        const trial = tracker.begin({ account, endpoint }, 'probe');
        if (isDown) trial.failed(DOWN);
        else trial.succeeded(0);
        return { outcome: isDown ? 'failed' : 'answered', costNanoUsd: 25n };
      },
    });
    closers.push(() => probes.close());
    return { tracker, probes };
  });
  const look = async (afterMs: number): Promise<readonly string[]> => {
    asked.length = 0;
    clock.advanceMs(afterMs);
    for (const { probes } of gateways) await probes.look();
    return [...asked];
  };
  const setDown = (is: boolean): void => {
    isDown = is;
  };
  return { clock, gateways, look, setDown, target: targets[0] as ProbeTarget, first: gateways[0] as (typeof gateways)[0] };
}

describe('probes', () => {
  it('ask what nobody has asked, once in each period, beginning at a moment of its own', async () => {
    const { look, first } = setUp();
    const asked = [];
    for (let minute = 1; minute <= 40; minute += 1) asked.push((await look(MINUTES)).length);
    expect(asked.flatMap((times, at) => (times === 0 ? [] : [[at + 1, times]]))).toEqual([
      [5, 1],
      [15, 1],
      [25, 1],
      [35, 1],
    ]);
    expect([...first.probes.counts]).toEqual([['openai/gpt-4o', { answered: 4, failed: 0, costNanoUsd: 100n }]]);
  });

  it('leave alone what customers ask', async () => {
    const { look, first, target } = setUp();
    for (let minute = 1; minute <= 30; minute += 1) {
      first.tracker.begin(target).succeeded(1);
      expect(await look(MINUTES)).toEqual([]);
    }
    expect(await look(EVERY_MS)).toHaveLength(1);
  });

  it('are made by one gateway of many', async () => {
    const { look } = setUp(3);
    const asked = [];
    for (let minute = 1; minute <= 30; minute += 1) asked.push(...(await look(MINUTES)));
    expect(asked).toHaveLength(3);
  });

  it('are not needed where another gateway has traffic', async () => {
    const { look, first, target, clock } = setUp();
    const figures = first.tracker.seenOf(target.account, target.endpoint.id).figures?.live;
    figures?.hearPeers([{ endings: [[3], [3], [3]], timeToFirst: [], latency: [], throughput: [] }], clock.nowMs());
    expect(await look(EVERY_MS)).toEqual([]);
    figures?.hearPeers([], clock.nowMs());
    expect(await look(1)).toHaveLength(1);
  });

  it('find out within half a minute that an endpoint is back, without a customer', async () => {
    const { look, setDown, first, target } = setUp();
    setDown(true);
    for (let i = 0; i < 5; i += 1) first.tracker.begin(target).failed(DOWN);
    let asked = 0;
    for (let second = 0; second < 300; second += 1) asked += (await look(1_000)).length;
    expect(first.tracker.stateOf(target.account, target.endpoint.id)).not.toBe('closed');
    // 2, 4, 8 and 16 s apart, and every 25 s from then on.
    expect(asked).toBeGreaterThan(8);
    expect(asked).toBeLessThan(20);
    setDown(false);
    for (let second = 0; second < 27; second += 1) await look(1_000);
    expect(first.tracker.stateOf(target.account, target.endpoint.id)).toBe('closed');
  });

  it('are no way to find out about what no customer has missed for an hour', async () => {
    const { look, setDown, first, target } = setUp();
    setDown(true);
    for (let i = 0; i < 5; i += 1) first.tracker.begin(target).failed(DOWN);
    await look(61 * MINUTES);
    let asked = 0;
    for (let second = 0; second < 599; second += 1) asked += (await look(1_000)).length;
    expect(asked).toBeLessThanOrEqual(1);
  });
});

describe('canBeProbed', () => {
  const atMs = Date.parse('2026-11-24T00:00:00Z');

  it('is true of a chat on our account, and not of what costs by the request or works for minutes', () => {
    expect(canBeProbed(targetOf('gpt-4o'), atMs)).toBe(true);
    for (const target of [targetOf('text-embedding-3-small'), targetOf('gpt-5-pro'), targetOf('perplexity/sonar-deep-research', 'perplexity')])
      expect(canBeProbed(target, atMs)).toBe(false);
  });

  it('is false of a customer’s key', () => {
    const target = targetOf('gpt-4o');
    const own = { id: 'crd_1', provider: 'openai', name: 'n', lastFour: '', baseUrl: null, fallbackToShared: false, values: {} };
    expect(canBeProbed({ ...target, account: { ...target.account, own } }, atMs)).toBe(false);
  });
});
