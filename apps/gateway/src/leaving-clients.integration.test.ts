import type {} from '@modelhub/testing/vitest-setup';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { startGatewayWorld, type GatewayWorld } from './testing/gateway-world.ts';
import { answerWith, chunk, completion, STREAM_END, streamOf } from './testing/scripted-upstream.ts';

let world: GatewayWorld;
beforeAll(async () => {
  world = await startGatewayWorld(inject('postgresAdminUrl'));
});
afterAll(() => world.close());

const HI = { model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }] };

const refusals = async (): Promise<string> => {
  const metrics = await (await fetch(`http://127.0.0.1:${world.gateway.metricsPort}/metrics`)).text();
  return metrics
    .split('\n')
    .filter((line) => line.startsWith('modelhub_refused_total'))
    .join('\n');
};

it('a client that leaves while its limits are looked up is not served to nobody', async () => {
  // The first request of a key with a budget waits for what the budget has cost so far. This one has room for a single request.
  const key = await world.addKey({ budget_nano_usd: 200_000_000n, budget_window: 'month' });
  world.openai.script = streamOf(chunk({ role: 'assistant', content: 'Hello' }), 30_000, ...STREAM_END, 'end');
  const holder = await world.sql.connect();
  try {
    await holder.query('BEGIN');
    await holder.query('LOCK TABLE usage_rollups_hourly IN ACCESS EXCLUSIVE MODE');
    const leaving = new AbortController();
    const answer = fetch(`${world.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key.secret}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ...HI, stream: true }),
      signal: leaving.signal,
    });
    await expect.poll(async () => (await world.sql.query(WAITING)).rowCount).toBe(1);
    leaving.abort();
    await expect(answer).rejects.toThrow();
    // The gateway hears of it, too.
    await new Promise((resolve) => setTimeout(resolve, 200));
    await holder.query('COMMIT');
  } finally {
    holder.release();
  }
  await expect.poll(refusals).toContain('code="request_cancelled"');
  expect(world.openai.requests).toEqual([]);
  expect(await world.journal()).toEqual([]);
  // Its hold is given back: a request that needs the whole budget gets it.
  world.openai.script = answerWith(completion('Hello!'));
  const { status } = await world.post(key.secret, HI);
  expect(status).toBe(200);
});

const WAITING = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%usage_rollups_hourly%'`;
