import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { RequestWatch } from './request-watch.ts';

const LONGER_THAN_A_TICK_MS = 600;

test('a gateway that was busy reads what has come meanwhile before it looks for what is late', async () => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [provider] = (await once(server, 'connection')) as [Socket];
  const watch = new RequestWatch();
  const order: string[] = [];
  const ticked = new Promise<void>((resolve) => {
    watch.add({
      bagIndex: -1,
      tick() {
        order.push('tick');
        resolve();
      },
      shutDown() {},
    });
  });
  client.on('data', () => order.push('data'));
  // Busy with what has come from a socket: what comes to another one meanwhile is read in the next turn, which begins with timers.
  provider.on('data', () => {
    provider.write('an answer');
    const until = performance.now() + LONGER_THAN_A_TICK_MS;
    while (performance.now() < until);
  });
  try {
    client.write('a question');
    await ticked;
    expect(order).toEqual(['data', 'tick']);
  } finally {
    watch.close();
    client.destroy();
    server.close();
  }
});
