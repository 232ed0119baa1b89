import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type {} from '@modelhub/testing/vitest-setup';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { startGatewayWorld, type GatewayWorld } from './testing/gateway-world.ts';
import { answerWith, chunk, completion, STREAM_END, streamOf } from './testing/scripted-upstream.ts';

let world: GatewayWorld;
beforeAll(async () => {
  world = await startGatewayWorld(inject('postgresAdminUrl'), { UPSTREAM_IDLE_TIMEOUT_MS: '300' });
});
afterAll(() => world.close());

const HI = { model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }] };

const metrics = async (): Promise<string> => (await fetch(`http://127.0.0.1:${world.gateway.metricsPort}/metrics`)).text();

const cuts = async (): Promise<number> => Number(/^modelhub_unread_cut_total(?:\{[^}]*\})? (\d+)$/m.exec(await metrics())?.[1] ?? Number.NaN);

const refusals = async (): Promise<string> => {
  const lines = await metrics();
  return lines
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
    await sleep(200);
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

/** More than all buffers between a gateway and its client take. */
const LARGE = 'word '.repeat(3_000_000);

it('a client that does not read its whole answer is cut, and does not keep it in memory for ever', async () => {
  const key = await world.addKey();
  const cutBefore = await cuts();
  world.openai.script = answerWith(completion(LARGE));
  const client = askRaw(key.secret);
  client.pause();
  await expect.poll(isSettledFor(key.keyId), { timeout: 15_000 }).toBe(true);
  await expect.poll(cuts, { timeout: 10_000 }).toBe(cutBefore + 1);
  let bytes = 0;
  client.on('data', (chunk: Buffer) => (bytes += chunk.length));
  client.resume();
  await new Promise((resolve) => client.once('close', resolve));
  expect(bytes).toBeLessThan(LARGE.length);
});

it('a client that reads nothing of what does not come from a provider is cut, too', async () => {
  const key = await world.addKey();
  const { length } = await (await fetch(`${world.url}/v1/models`, { headers: { authorization: `Bearer ${key.secret}` } })).text();
  const cutBefore = await cuts();
  const times = Math.ceil((2 * LARGE.length) / length);
  const client = connect(world.env.GATEWAY_PORT, '127.0.0.1');
  client.on('error', () => {});
  client.pause();
  client.write(`GET /v1/models HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key.secret}\r\n\r\n`.repeat(times));
  await expect.poll(cuts, { timeout: 20_000 }).toBe(cutBefore + 1);
  let bytes = 0;
  client.on('data', (chunk: Buffer) => (bytes += chunk.length));
  client.resume();
  await new Promise((resolve) => client.once('close', resolve));
  expect(bytes).toBeLessThan(times * length);
});

it('a client that reads slowly has its whole answer, however long it takes', async () => {
  const key = await world.addKey();
  world.openai.script = answerWith(completion(LARGE));
  const client = askRaw(key.secret);
  let bytes = 0;
  client.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    // Several times the deadline, all in all.
    if (bytes % 5 !== 0) return;
    client.pause();
    void sleep(20).then(() => client.resume());
  });
  await new Promise((resolve) => client.once('close', resolve));
  expect(bytes).toBeGreaterThan(LARGE.length);
});

const isSettledFor = (keyId: string) => async (): Promise<boolean> =>
  (await world.journal()).some((record) => record.kind === 'settle' && record.event.keyId === keyId);

function askRaw(secret: string) {
  const body = JSON.stringify(HI);
  const client = connect(world.env.GATEWAY_PORT, '127.0.0.1');
  client.on('error', () => {});
  client.write(
    `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${secret}\r\ncontent-type: application/json\r\n` +
      `content-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
  );
  return client;
}
