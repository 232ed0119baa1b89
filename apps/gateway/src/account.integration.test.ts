import { createPool } from '@modelhub/db/pool';
import { appendToLedger } from '@modelhub/metering/ledger/append';
import type {} from '@modelhub/testing/vitest-setup';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startGatewayWorld, type GatewayWorld, type TestKey } from './testing/gateway-world.ts';
import { answerWith, completion } from './testing/scripted-upstream.ts';

let world: GatewayWorld;
let key: TestKey;
let worker: pg.Pool;

beforeAll(async () => {
  world = await startGatewayWorld(inject('postgresAdminUrl'));
  key = await world.addKey({ budget_nano_usd: '5000000000', budget_window: 'month', requests_per_minute: 100 });
  world.openai.script = answerWith(completion('Hello!'));
  worker = createPool({ databaseUrl: world.database.url, role: 'modelhub_worker', max: 1, applicationName: 'test' });
});
afterAll(async () => {
  await worker.end();
  await world.close();
});

const get = (path: string, secret = key.secret) => fetch(world.url + path, { headers: { authorization: `Bearer ${secret}` } });
const dataOf = async (response: Response): Promise<unknown> => ((await response.json()) as { data: unknown }).data;

/** Puts an event into the ledger as the worker does. */
async function ship(generationId: string): Promise<void> {
  await appendToLedger(worker, [{ ...(await world.settled(generationId)), durationMs: 500, timeToFirstMs: 100 }]);
}

async function ask(): Promise<string> {
  const response = await world.post(key.secret, { model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }] });
  await response.text();
  return response.headers.get('x-generation-id') ?? '';
}

describe('a caller learns of itself', () => {
  it('what a request cost and where it ran, also while it is on its way to the ledger, and nothing of anybody else’s', async () => {
    const generationId = await ask();
    const early = get(`/v1/generation?id=${generationId}`);
    await ship(generationId);
    const response = await early;
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const text = await response.text();
    expect(text).toContain('"total_cost":0.0044,');
    expect((JSON.parse(text) as { data: unknown }).data).toMatchObject({
      id: generationId,
      model: 'openai/gpt-4o',
      provider_name: 'openai',
      tokens_prompt: 1_000,
      tokens_completion: 200,
      usage: { input: 600, cached_input: 400, cache_write_5m: 0, output: 200, reasoning: 50, units: 0 },
      outcome: 'completed',
      is_estimated: false,
      cancelled: false,
      attempts: 1,
      latency: 100,
      decision: {
        v: 1,
        requested_models: ['gpt-4o'],
        sort: 'price',
        candidates: expect.arrayContaining([{ endpoint: 'openai/gpt-4o', excluded: null, score: expect.any(Number) }]),
        attempts: [{ endpoint: 'openai/gpt-4o', provider_key: 'shared', error: null, started_ms: expect.any(Number), took_ms: expect.any(Number) }],
      },
    });
    await world.sql.query(
      `INSERT INTO usage_corrections (id, organization_id, event_id, occurred_at, project_id, key_id, model, provider, reason, usage_delta, cost_nano_usd)
       SELECT 'c1', organization_id, event_id, occurred_at, project_id, key_id, model, provider, 'later', '{}', -400000 FROM usage_events`,
    );
    expect(await (await get(`/v1/generation?id=${generationId}`)).text()).toContain('"total_cost":0.004,');
    const stranger = await world.addKey();
    const old = generationId.replace(/^gen_.{12}/, 'gen_01900000000f');
    for (const [id, secret] of [
      [old, key.secret],
      [generationId, stranger.secret],
    ] as const) {
      const refused = await get(`/v1/generation?id=${id}`, secret);
      expect(refused.status).toBe(404);
      expect(await refused.json()).toMatchObject({ error: { code: 'not_found', param: 'id' } });
    }
  }, 15_000);

  it.each(['', '?id=', '?id=nonsense', "?id=gen_' OR 1=1", '?id=gen_0193&id=gen_0194'])('a wrong id is told by name: %j', async (query) => {
    const response = await get(`/v1/generation${query}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'invalid_value', param: 'id' } });
  });

  it('what its key may and has spent', async () => {
    const before = (await dataOf(await get('/v1/key'))) as { usage: number };
    await ship(await ask());
    const data = (await dataOf(await get('/v1/key'))) as { usage: number };
    expect(data).toMatchObject({
      id: key.keyId,
      label: 'test',
      organization_id: key.organizationId,
      limit: 5,
      allowed_models: null,
      limits: [
        { kind: 'requests', window: 'minute', limit: 100 },
        { kind: 'money', window: 'month', limit: 5 },
      ],
    });
    expect(data.usage - before.usage).toBeCloseTo(0.0044, 9);
    expect(JSON.stringify(data)).not.toContain(key.secret);
  });

  it('what its organization has paid in advance', async () => {
    expect(await dataOf(await get('/v1/credits'))).toMatchObject({ billing_mode: 'postpaid', remaining: null });
    const prepaid = await world.addKey({}, { billing_mode: 'prepaid', credit_nano_usd: '10000000000' });
    expect(await dataOf(await get('/v1/credits', prepaid.secret))).toEqual({ billing_mode: 'prepaid', total_credits: 10, total_usage: 0, remaining: 10 });
  });

  it('nothing without a key', async () => {
    for (const path of ['/v1/key', '/v1/credits', '/v1/generation?id=gen_1']) expect((await get(path, 'mh_live_no')).status).toBe(401);
  });

  it('who serves a model, and how well', async () => {
    const answer = (await (await get('/v1/models/gpt-4o/endpoints')).json()) as { data: object[] };
    expect(answer).toMatchObject({ object: 'list', model: 'openai/gpt-4o' });
    expect(answer.data[0]).toMatchObject({ id: 'openai/gpt-4o', provider: 'openai', is_available: true, pricing: { input: '2.75' }, context_length: 128_000 });
    expect(answer.data[0]).toMatchObject({
      uptime_last_day: 100,
      uptime_last_30_days: 100,
      latency_ms: { p50: 100, p95: 100 },
      throughput_tokens_per_second: 500,
    });
    expect(answer.data[0]).toMatchObject({
      breaker: 'closed',
      live: { availability: { last_5_minutes: 100, last_day: 100 }, latency_ms: { p99: expect.any(Number) }, error_rates_last_30_minutes: {} },
    });
    expect((await get('/v1/models/gpt-99/endpoints')).status).toBe(404);
  });

  it('whether the limits of our account are near, and the operator how near', async () => {
    const headroom = async () => ((await (await get('/v1/models/gpt-4o/endpoints')).json()) as { data: { headroom: unknown }[] }).data[0]?.headroom;
    expect(await headroom()).toBeNull();
    for (const [left, word] of [
      ['400', 'ample'],
      ['4', 'low'],
    ] as const) {
      world.openai.script = answerWith(completion('Hello!'), 200, { 'x-ratelimit-limit-requests': '1000', 'x-ratelimit-remaining-requests': left });
      await ask();
      expect(await headroom()).toBe(word);
    }
    world.openai.script = answerWith(completion('Hello!'));
    const metrics = await (await fetch(`http://127.0.0.1:${world.gateway.metricsPort}/metrics`)).text();
    expect(metrics).toMatch(/modelhub_headroom_ratio\{endpoint="openai\/gpt-4o",program="gateway"\} 0.004\n/);
    expect(metrics).toMatch(/modelhub_breaker_state\{endpoint="openai\/gpt-4o",program="gateway"\} 0\n/);
    expect(metrics).toMatch(/modelhub_health_samples_lost_total\{program="gateway"\} 0\n/);
  });
});
