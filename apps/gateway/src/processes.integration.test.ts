import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { freePort } from '@modelhub/testing/postgres';
import { startTestRedis } from '@modelhub/testing/redis';
import type {} from '@modelhub/testing/vitest-setup';
import { afterEach, describe, expect, inject, it, vi } from 'vitest';
import { startGatewayWorld } from './testing/gateway-world.ts';
import { answerWith, completion } from './testing/scripted-upstream.ts';

const SERVER = path.join(import.meta.dirname, 'server.ts');
const closers: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A gateway as it is started in production, its log lines, and how it ended. */
function start(variables: Readonly<Record<string, string>>): {
  readonly child: ChildProcess;
  readonly lines: Record<string, unknown>[];
  readonly exit: Promise<unknown[]>;
} {
  const child = spawn(process.execPath, [SERVER], { env: { PATH: process.env['PATH'], ...variables }, stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: Record<string, unknown>[] = [];
  let rest = '';
  child.stdout.on('data', (data: Buffer) => {
    const texts = (rest + data.toString()).split('\n');
    rest = texts.pop() ?? '';
    for (const text of texts) if (text.startsWith('{')) lines.push(JSON.parse(text) as Record<string, unknown>);
  });
  closers.push(() => void child.kill('SIGKILL'));
  return { child, lines, exit: once(child, 'exit') };
}

describe.skipIf(inject('redisUrl') === '')('two processes behind one port', () => {
  it('serve as gateways of their own; one that dies comes back with its journal; both drain', async () => {
    const redis = await startTestRedis();
    if (redis === undefined) throw new Error('there was a Redis a moment ago');
    closers.push(() => redis.stop());
    const world = await startGatewayWorld(inject('postgresAdminUrl'));
    closers.push(() => world.close());
    world.openai.script = answerWith(completion('hello'));
    const key = await world.addKey();
    const folder = await mkdtemp(path.join(os.tmpdir(), 'modelhub-processes-'));
    closers.push(() => rm(folder, { recursive: true, force: true }));
    const [port, metricsPort] = [await freePort(), 20_000 + Math.floor(Math.random() * 10_000)];
    const { child, lines, exit } = start({
      DATABASE_URL: world.env.DATABASE_URL,
      REDIS_URL: redis.url,
      API_KEY_PEPPER: world.env.API_KEY_PEPPER,
      OPENAI_API_KEY: 'upstream-secret',
      OPENAI_BASE_URL: world.openai.url,
      JOURNAL_DIR: folder,
      GATEWAY_ID: 'pair',
      GATEWAY_PORT: String(port),
      GATEWAY_METRICS_PORT: String(metricsPort),
      GATEWAY_PROCESSES: '2',
    });
    const running = (): Record<string, unknown>[] => lines.filter(({ msg }) => msg === 'the gateway is running');
    const ask = async (): Promise<number> => {
      const response = await fetch(`http://127.0.0.1:${port}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key.secret}`, 'content-type': 'application/json', connection: 'close' },
        body: JSON.stringify({ model: 'openai/gpt-4o-mini', messages: [{ role: 'user', content: 'Hi' }] }),
      });
      await response.text();
      return response.status;
    };
    await vi.waitFor(() => expect(running()).toHaveLength(2), { timeout: 25_000, interval: 100 });
    for (let i = 0; i < 8; i += 1) expect(await ask()).toBe(200);
    expect((await readdir(folder)).toSorted()).toEqual(['pair-1', 'pair-2']);
    const served = async (at: number): Promise<number> => {
      const text = await (await fetch(`http://127.0.0.1:${metricsPort + at}/metrics`)).text();
      return Number(/modelhub_requests_total\{[^}]*outcome="completed"[^}]*\} (\d+)/.exec(text)?.[1] ?? 0);
    };
    const shares = [await served(0), await served(1)];
    expect(shares.reduce((sum, share) => sum + share, 0)).toBe(8);
    expect(Math.min(...shares)).toBeGreaterThan(0);

    process.kill(running()[0]?.['pid'] as number, 'SIGKILL');
    await vi.waitFor(() => expect(running()).toHaveLength(3), { timeout: 25_000, interval: 100 });
    for (let i = 0; i < 4; i += 1) expect(await ask()).toBe(200);
    expect((await readdir(folder)).toSorted()).toEqual(['pair-1', 'pair-2']);

    child.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
  }, 90_000);

  it('end together when somebody listens at their port already', async () => {
    const taken = createServer();
    taken.listen(0, '127.0.0.1');
    await once(taken, 'listening');
    closers.push(() => void taken.close());
    const folder = await mkdtemp(path.join(os.tmpdir(), 'modelhub-processes-'));
    closers.push(() => rm(folder, { recursive: true, force: true }));
    const { exit } = start({
      DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/nothing',
      REDIS_URL: 'redis://127.0.0.1:1',
      API_KEY_PEPPER: 'pepper of the tests',
      JOURNAL_DIR: folder,
      GATEWAY_PORT: String((taken.address() as AddressInfo).port),
      GATEWAY_METRICS_PORT: String(30_000 + Math.floor(Math.random() * 10_000)),
      GATEWAY_PROCESSES: '2',
      LOG_LEVEL: 'silent',
    });
    expect(await exit).toEqual([1, null]);
  }, 60_000);

  it('end together when the first of them cannot start', async () => {
    const { exit } = start({
      DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/nothing',
      REDIS_URL: 'redis://127.0.0.1:1',
      API_KEY_PEPPER: 'pepper of the tests',
      JOURNAL_DIR: '/dev/null/journal',
      GATEWAY_PROCESSES: '2',
      LOG_LEVEL: 'silent',
    });
    expect(await exit).toEqual([1, null]);
  }, 60_000);
});
