import { createServer, get, Agent, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { ClientResponse } from './client-response.ts';

const HEADERS = ['content-type', 'text/event-stream'];
const MEBIBYTE = 1024 * 1024;
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A server whose every answer is written by `answer`; resolves to its port. */
async function serve(answer: (client: ClientResponse, raw: ServerResponse) => void | Promise<void>): Promise<number> {
  const server = createServer((_request, raw) => void answer(new ClientResponse(raw), raw));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const pause = (ms: number): Promise<true> => new Promise((resolve) => setTimeout(() => resolve(true), ms));
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Everything that comes back for these bytes until the connection ends. */
function exchange(port: number, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    socket.setEncoding('latin1');
    socket.on('data', (data: string) => (text += data));
    socket.on('error', reject);
    socket.on('close', () => resolve(text));
  });
}

const bodyOf = (response: string): string => response.slice(response.indexOf('\r\n\r\n') + 4);

describe('a stream to a client', () => {
  test('what one turn brings is one chunk, and nothing waits for the next turn', async () => {
    const port = await serve(async (client) => {
      client.begin(200, HEADERS);
      client.write('first ');
      await turn();
      client.write(Buffer.from('second '));
      client.write('third ');
      await turn();
      client.write('x'.repeat(300));
      await turn();
      client.end('last');
    });
    const response = await exchange(port, 'GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
    expect(response).toContain('Transfer-Encoding: chunked');
    expect(bodyOf(response)).toBe(`6\r\nfirst \r\nd\r\nsecond third \r\n12c\r\n${'x'.repeat(300)}\r\n4\r\nlast\r\n0\r\n\r\n`);
  });

  test('pieces of any size arrive whole and in order, and the connection serves again', async () => {
    const sizes = [1, 15, 16, 255, 256, 4_095, 4_096, 16 * 1024, 16 * 1024 + 1, 3 * MEBIBYTE, 2];
    const pieces = sizes.map((size, i) => Buffer.alloc(size, 0x61 + i));
    const sockets = new Set<unknown>();
    const port = await serve(async (client, raw) => {
      sockets.add(raw.socket);
      client.begin(200, HEADERS);
      for (const [i, piece] of pieces.entries()) {
        if (!client.write(piece)) await new Promise<void>((resolve) => client.onDrain(resolve));
        if (i % 3 === 0) await turn();
      }
      client.end();
    });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const read = (): Promise<Buffer> =>
      new Promise((resolve, reject) => {
        get({ port, agent }, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => resolve(Buffer.concat(chunks)));
        }).on('error', reject);
      });
    for (let i = 0; i < 3; i += 1) expect((await read()).equals(Buffer.concat(pieces))).toBe(true);
    expect(sockets.size).toBe(1);
    agent.destroy();
  });

  test('a client of HTTP/1.0 gets bytes without chunks', async () => {
    const port = await serve(async (client) => {
      client.begin(200, HEADERS);
      for (const piece of ['a', 'b', 'c']) {
        client.write(piece);
        await turn();
      }
      client.end('d');
    });
    expect(bodyOf(await exchange(port, 'GET / HTTP/1.0\r\n\r\n'))).toBe('abcd');
  });

  test('an answer that waits behind another one on its connection is written after it', async () => {
    let finishFirst = (): void => {};
    const port = await serve(async (client, raw) => {
      client.begin(200, HEADERS);
      if (raw.req.url === '/first') {
        client.write('one ');
        await new Promise<void>((resolve) => (finishFirst = resolve));
        client.write('two ');
        client.end('three');
        return;
      }
      client.write('four ');
      await turn();
      client.write('five ');
      finishFirst();
      await turn();
      client.write('six ');
      await turn();
      client.end('seven');
    });
    const response = await exchange(port, 'GET /first HTTP/1.1\r\nhost: x\r\n\r\nGET /second HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
    const [, first = '', second = ''] = response.split(/HTTP\/1\.1 200 OK\r\n/);
    expect(bodyOf(first)).toBe('4\r\none \r\n4\r\ntwo \r\n5\r\nthree\r\n0\r\n\r\n');
    expect(bodyOf(second).replace(/[0-9a-f]+\r\n|\r\n/g, '')).toBe('four five six seven');
  });

  test('a client that does not read is behind, and is no longer once it reads', async () => {
    let wasBehind = false;
    const port = await serve(async (client) => {
      client.begin(200, HEADERS);
      for (let sent = 0; sent < 64 * MEBIBYTE && !wasBehind; sent += MEBIBYTE) {
        if (client.write(Buffer.alloc(MEBIBYTE, 0x61))) {
          await turn();
          continue;
        }
        const drained = new Promise<false>((resolve) => client.onDrain(() => resolve(false)));
        wasBehind = await Promise.race([drained, pause(100)]);
        await drained;
      }
      client.end('end');
    });
    const socket = connect(port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'));
    await expect.poll(() => wasBehind, { timeout: 10_000 }).toBe(true);
    let last = '';
    socket.on('data', (data: Buffer) => (last = data.subarray(-20).toString('latin1')));
    await new Promise((resolve) => socket.on('close', resolve));
    expect(last).toMatch(/3\r\nend\r\n0\r\n\r\n$/);
  });

  test('a client that leaves is told once, and what is written afterwards goes nowhere', async () => {
    let told = 0;
    const gone = Promise.withResolvers<ClientResponse>();
    const port = await serve(async (client) => {
      client.onGone = () => {
        told += 1;
        gone.resolve(client);
      };
      client.begin(200, HEADERS);
      client.write('a');
      await turn();
      client.write('b');
    });
    const socket = connect(port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n'));
    socket.once('data', () => socket.resetAndDestroy());
    const client = await gone.promise;
    expect(client.isGone).toBe(true);
    expect(client.write('c')).toBe(true);
    client.end('d');
    await turn();
    expect(told).toBe(1);
  });

  test('what came in the turn in which it is given up is not written', async () => {
    const port = await serve(async (client) => {
      client.begin(200, HEADERS);
      client.write('a');
      await turn();
      client.write('b');
      client.destroy();
    });
    expect(bodyOf(await exchange(port, 'GET / HTTP/1.1\r\nhost: x\r\n\r\n'))).toBe('1\r\na\r\n');
  });
});
