import { startTestRedis } from '@modelhub/testing/redis';
import { freePort } from '@modelhub/testing/postgres';
import type {} from '@modelhub/testing/vitest-setup';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createLogger } from '@modelhub/observability/logger';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { startGateway, type RunningGateway } from './start-gateway.ts';
import { startGatewayWorld, type GatewayWorld, type TestKey } from './testing/gateway-world.ts';
import { answerWith, completion, startScriptedUpstream, type ScriptedUpstream } from './testing/scripted-upstream.ts';

const isMissing = inject('redisUrl') === '';
const MODEL = 'openai/gpt-4o';

/** Two gateways on one Redis and one database; OpenAI and Azure serve the same model. */
describe.skipIf(isMissing)('two gateways', () => {
  let world: GatewayWorld;
  let azure: ScriptedUpstream;
  let other: RunningGateway;
  let otherUrl: string;
  let key: TestKey;
  const closers: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    const redis = await startTestRedis();
    if (redis === undefined) throw new Error('there was a Redis a moment ago');
    closers.push(() => redis.stop());
    azure = await startScriptedUpstream();
    closers.push(() => azure.close());
    world = await startGatewayWorld(inject('postgresAdminUrl'), {
      REDIS_URL: redis.url,
      GATEWAY_ID: 'one',
      AZURE_API_KEY: 'upstream-azure-secret',
      AZURE_BASE_URL: azure.url,
    });
    closers.push(() => world.close());
    const folder = await mkdtemp(path.join(os.tmpdir(), 'modelhub-gateway-'));
    closers.push(() => rm(folder, { recursive: true, force: true }));
    const [port, metricsPort] = [await freePort(), await freePort()];
    other = await startGateway({
      env: { ...world.env, GATEWAY_ID: 'two', GATEWAY_PORT: port, GATEWAY_METRICS_PORT: metricsPort, JOURNAL_DIR: folder },
      logger: createLogger({ name: 'gateway', level: 'silent' }),
    });
    closers.push(() => other.close());
    otherUrl = `http://127.0.0.1:${port}`;
    key = await world.addKey();
  });
  afterAll(async () => {
    for (const close of closers.reverse()) await close();
  });
  beforeEach(() => {
    world.openai.requests.length = azure.requests.length = 0;
    azure.script = answerWith(completion('from Azure'));
  });

  const ask = async (url: string): Promise<number> => {
    const response = await fetch(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key.secret}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: MODEL, messages: [{ role: 'user', content: 'Hi' }], provider: { order: ['openai', 'azure'] } }),
    });
    await response.text();
    return response.status;
  };
  interface Shown {
    readonly provider: string;
    readonly breaker: string;
    readonly live: { readonly availability: { readonly last_day: number | null }; readonly error_rates_last_30_minutes: Record<string, number> } | null;
  }
  const shownBy = async (url: string): Promise<Shown | undefined> => {
    const response = await fetch(`${url}/v1/models/${MODEL}/endpoints`, { headers: { authorization: `Bearer ${key.secret}` } });
    const { data } = (await response.json()) as { readonly data: readonly Shown[] };
    return data.find(({ provider }) => provider === 'openai');
  };

  it('one sees a provider die, and the other looks for itself within two seconds', async () => {
    world.openai.script = answerWith({ error: { message: 'down' } }, 500);
    for (let i = 0; i < 6; i += 1) expect(await ask(world.url)).toBe(200);
    await vi.waitFor(async () => expect((await shownBy(otherUrl))?.breaker).toBe('half-open'), { timeout: 2_000, interval: 50 });
    world.openai.requests.length = 0;
    for (let i = 0; i < 6; i += 1) expect(await ask(otherUrl)).toBe(200);
    // One request found out; the others went elsewhere at once.
    expect(world.openai.requests.length).toBeLessThanOrEqual(1);
    expect(azure.requests.length).toBeGreaterThanOrEqual(6);
  });

  it('shows what both have counted', async () => {
    world.openai.script = answerWith(completion('Hello!'));
    await vi.waitFor(
      async () => {
        await ask(world.url);
        const shown = await shownBy(otherUrl);
        expect(shown?.live?.availability.last_day).toBeGreaterThan(0);
        expect(shown?.live?.error_rates_last_30_minutes['server_error']).toBeGreaterThan(0);
      },
      { timeout: 25_000, interval: 500 },
    );
  });
});
