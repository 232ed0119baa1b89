import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { assertFree, CAN_SHARE_PORT, openDoors } from './doors.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function start(): Promise<{ readonly port: number; readonly server: ReturnType<typeof createServer> }> {
  const server = createServer((_request, response) => void response.end('served'));
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0, reusePort: true }, resolve));
  closers.push(
    () => server.close(),
    () => server.closeAllConnections(),
  );
  return { server, port: (server.address() as AddressInfo).port };
}

describe.skipIf(!CAN_SHARE_PORT)('doors', () => {
  it('let in several connections in one turn of the event loop', async () => {
    const { server, port } = await start();
    closers.push(await openDoors(server, { host: '127.0.0.1', port }));
    let letIn = 0;
    server.on('connection', () => (letIn += 1));
    const clients: Socket[] = Array.from({ length: 80 }, () => connect(port, '127.0.0.1'));
    closers.push(() => clients.forEach((client) => client.destroy()));
    // All of them wait at the doors before the event loop goes on.
    for (const untilMs = performance.now() + 50; performance.now() < untilMs;);
    const turns = 8;
    for (let i = 0; i < turns; i += 1) await turn();
    expect(letIn).toBeGreaterThan(2 * turns);
  });

  it('lead to the same server, and are closed', async () => {
    const { server, port } = await start();
    const close = await openDoors(server, { host: '127.0.0.1', port });
    const answers = await Promise.all(
      Array.from({ length: 20 }, async () => (await fetch(`http://127.0.0.1:${port}/`, { headers: { connection: 'close' } })).text()),
    );
    expect(new Set(answers)).toEqual(new Set(['served']));
    server.closeAllConnections();
    await Promise.all([close(), new Promise((resolve) => server.close(resolve))]);
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
  });

  it('do not hide that somebody listens already', async () => {
    const { port } = await start();
    await expect(assertFree({ host: '127.0.0.1', port })).rejects.toThrow('EADDRINUSE');
  });
});
