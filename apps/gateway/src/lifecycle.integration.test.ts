import type {} from '@modelhub/testing/vitest-setup';
import { createLogger } from '@modelhub/observability/logger';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { startGateway } from './start-gateway.ts';
import { startGatewayWorld, type GatewayWorld } from './testing/gateway-world.ts';
import { answerWith, chunk, completion, STREAM_END, streamOf } from './testing/scripted-upstream.ts';

let world: GatewayWorld | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

const HI = { model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }] };

describe('a gateway that stops', () => {
  it('lets requests under way end, and takes no new ones', async () => {
    world = await startGatewayWorld(inject('postgresAdminUrl'));
    const key = await world.addKey();
    world.openai.script = streamOf(chunk({ role: 'assistant', content: '' }), 300, chunk({ content: 'done' }), ...STREAM_END, 'end');
    const response = await world.post(key.secret, { ...HI, stream: true });
    const closing = world.gateway.close();
    expect(await response.text()).toContain('data: [DONE]');
    await closing;
    await expect(world.post(key.secret, HI)).rejects.toThrow();
    const records = await world.journal();
    expect(records.filter(({ kind }) => kind === 'settle')).toHaveLength(records.filter(({ kind }) => kind === 'open').length);
  });

  it('ends what takes too long, with an error for the client and a charge for what it got', async () => {
    world = await startGatewayWorld(inject('postgresAdminUrl'), { DRAIN_TIMEOUT_MS: '100' });
    const key = await world.addKey();
    world.openai.script = streamOf(chunk({ role: 'assistant', content: '' }), chunk({ content: 'some words that were delivered' }));
    const response = await world.post(key.secret, { ...HI, stream: true });
    const generationId = response.headers.get('x-generation-id') ?? '';
    const text = response.text();
    await world.gateway.close();
    expect(await text).toContain('"finish_reason":"error"');
    const settled = await world.settled(generationId);
    expect(settled).toMatchObject({ outcome: 'interrupted', usageSource: 'checkpoint' });
    expect(settled.costNanoUsd).toBeGreaterThan(0n);
  });
});

describe('a gateway', () => {
  it('is ready while it can serve, and says why when it cannot', async () => {
    world = await startGatewayWorld(inject('postgresAdminUrl'), { OPENAI_API_KEY: '', ANTHROPIC_API_KEY: '' });
    expect((await fetch(`${world.url}/healthz`)).status).toBe(200);
    const ready = await fetch(`${world.url}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toEqual({ status: 'not ready', problems: ['no provider is configured'] });
  });

  it('sheds what is more than it can serve', async () => {
    world = await startGatewayWorld(inject('postgresAdminUrl'), { REQUESTS_IN_FLIGHT_MAX: '1' });
    const key = await world.addKey();
    world.openai.script = () => {};
    const waiting = world.post(key.secret, HI).catch(() => {});
    const { openai } = world;
    await expect.poll(() => openai.requests.length).toBe(1);
    const shed = await world.post(key.secret, HI);
    expect(shed.status).toBe(529);
    expect(shed.headers.get('retry-after')).toBe('1');
    await world.gateway.close();
    await waiting;
  });

  it('goes on with the journal of its earlier life, which it owns alone', async () => {
    world = await startGatewayWorld(inject('postgresAdminUrl'));
    const other = { ...world.env, GATEWAY_PORT: world.env.GATEWAY_PORT + 1, GATEWAY_METRICS_PORT: world.env.GATEWAY_METRICS_PORT + 1 };
    await expect(startGateway({ env: other, logger: createLogger({ name: 'gateway', level: 'silent' }) })).rejects.toThrow(
      'Give every gateway a GATEWAY_ID of its own',
    );
  });

  it('serves its figures apart from its customers', async () => {
    world = await startGatewayWorld(inject('postgresAdminUrl'));
    const key = await world.addKey();
    world.openai.script = answerWith(completion('Hi'));
    await (await world.post(key.secret, HI)).text();
    await world.post('mh_live_x', HI);
    const metrics = await (await fetch(`http://127.0.0.1:${world.gateway.metricsPort}/metrics`)).text();
    expect(metrics).toMatch(/modelhub_requests_total\{endpoint="openai\/gpt-4o",outcome="completed",program="gateway"\} 1/);
    expect(metrics).toMatch(/modelhub_refused_total\{code="invalid_api_key",program="gateway"\} 1/);
    expect((await fetch(`${world.url}/metrics`)).status).toBe(404);
  });

  it('does not need its database for a key that it knows', async () => {
    world = await startGatewayWorld(inject('postgresAdminUrl'));
    const key = await world.addKey();
    expect((await world.post(key.secret, HI)).status).toBe(200);
    await world.sql.query(`ALTER DATABASE ${new URL(world.database.url).pathname.slice(1)} ALLOW_CONNECTIONS false`).catch(() => {});
    await world.sql.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'modelhub%'");
    for (let i = 0; i < 5; i += 1) {
      expect((await world.post(key.secret, HI)).status).toBe(200);
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  });
});
