import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type {} from '@modelhub/testing/vitest-setup';
import { expect, inject, it } from 'vitest';
import { startGatewayWorld, type GatewayWorld } from './testing/gateway-world.ts';
import { chunk, type UpstreamScript } from './testing/scripted-upstream.ts';

const MEBIBYTE = 1024 * 1024;
const DEADLINE_MS = 1_500;
/** Kernels hand on what is read in lumps of a megabyte or so: some of them in each deadline. */
const READ_EACH_SECOND = 3 * MEBIBYTE;

const PIECE = chunk({ content: 'word '.repeat(6_000) });
const ENDLESS: UpstreamScript = (response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const writeOn = (): void => {
    while (response.write(PIECE));
  };
  response.on('drain', writeOn);
  writeOn();
};

/** Asks for a stream that does not end, and reads it at that pace. Returns how its connection ended, unless it has not by then. */
async function readSlowly(world: GatewayWorld, forMs: number): Promise<'cut' | 'still there'> {
  const { secret } = await world.addKey();
  const body = JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }], stream: true });
  const client = connect(world.env.GATEWAY_PORT, '127.0.0.1');
  client.on('error', () => {});
  client.on('data', ({ length }: Buffer) => {
    client.pause();
    void sleep((1_000 * length) / READ_EACH_SECOND).then(() => client.resume());
  });
  client.write(
    `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${secret}\r\ncontent-type: application/json\r\n` +
      `content-length: ${body.length}\r\n\r\n${body}`,
  );
  const closed = new Promise<'cut'>((resolve) => client.once('close', () => resolve('cut')));
  const ending = await Promise.race([closed, sleep(forMs, 'still there' as const)]);
  client.destroy();
  return ending;
}

it.each([
  ['is cut where that is less than clients have to take', 4 * READ_EACH_SECOND, 'cut', 20_000],
  ['goes on where it is more', READ_EACH_SECOND / 16, 'still there', 4 * DEADLINE_MS],
] as const)('a stream that is read slowly all the time %s', async (_name, bytesPerSecondMin, ending, forMs) => {
  const world = await startGatewayWorld(inject('postgresAdminUrl'), {
    UPSTREAM_IDLE_TIMEOUT_MS: String(DEADLINE_MS),
    CLIENT_BYTES_PER_SECOND_MIN: String(bytesPerSecondMin),
  });
  try {
    world.openai.script = ENDLESS;
    expect(await readSlowly(world, forMs)).toBe(ending);
    // The provider is not read any further, and the books say why.
    await expect.poll(() => world.openai.requests[0]?.wasAborted, { timeout: 10_000 }).toBe(true);
    const outcomes = async () => (await world.journal()).flatMap((record) => (record.kind === 'settle' ? [record.event.outcome] : []));
    await expect.poll(outcomes).toEqual(['cancelled']);
  } finally {
    await world.close();
  }
});
