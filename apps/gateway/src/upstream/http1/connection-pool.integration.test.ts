import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { UpstreamCall } from '../upstream-call.ts';
import { ConnectionPool } from './connection-pool.ts';

const HELLO = 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello';

const toClose: (() => void)[] = [];
afterEach(() => {
  for (const close of toClose.splice(0)) close();
});

interface Provider {
  readonly pool: ConnectionPool;
  readonly sockets: Socket[];
  /** Everything that came, by connection. */
  readonly received: string[];
}

/** A server that knows nothing of HTTP: `onRequest` is told what came, each time that something comes. */
async function provider(onRequest: (socket: Socket, text: string) => void): Promise<Provider> {
  const sockets: Socket[] = [];
  const received: string[] = [];
  const server: Server = createServer((socket) => {
    const index = sockets.push(socket) - 1;
    received.push('');
    socket.on('error', () => {});
    socket.on('data', (data) => {
      received[index] += data.toString('latin1');
      onRequest(socket, data.toString('latin1'));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const pool = new ConnectionPool(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { connectTimeoutMs: 2_000 });
  toClose.push(() => {
    pool.destroy();
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { pool, sockets, received };
}

function post(pool: ConnectionPool, body = '{}', onData?: (chunk: Buffer) => void): UpstreamCall {
  const call = new UpstreamCall(onData === undefined ? {} : { onData });
  pool.post({ path: '/v1/chat', headers: ['authorization', 'Bearer k'], body: Buffer.from(body) }, call);
  return call;
}

describe('a pool of connections', () => {
  it('sends what was asked for, and uses a connection again', async () => {
    const { pool, received, sockets } = await provider((socket) => socket.write(HELLO));
    for (let i = 0; i < 3; i += 1) {
      const call = post(pool, '{"a":1}');
      expect(await call.end).toEqual({ kind: 'ended' });
      expect(call.body().toString()).toBe('hello');
    }
    expect(sockets).toHaveLength(1);
    const [{ localPort: port }] = sockets as [Socket];
    const one = `POST /v1/chat HTTP/1.1\r\nauthorization: Bearer k\r\nhost: 127.0.0.1:${port}\r\nconnection: keep-alive\r\ncontent-length: 7\r\n\r\n{"a":1}`;
    expect(received[0]).toBe(one.repeat(3));
  });

  it('opens as many as there are requests at the same time', async () => {
    const { pool, sockets } = await provider((socket) => setTimeout(() => socket.write(HELLO), 20));
    const calls = Array.from({ length: 20 }, () => post(pool));
    for (const call of calls) expect(await call.end).toEqual({ kind: 'ended' });
    expect(sockets).toHaveLength(20);
  });

  it('does not use a connection that its provider has closed', async () => {
    const { pool, sockets } = await provider((socket) => socket.end(HELLO));
    expect(await post(pool).end).toEqual({ kind: 'ended' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await post(pool).end).toEqual({ kind: 'ended' });
    expect(sockets).toHaveLength(2);
  });

  it('gives up a connection on which something comes that nobody asked for', async () => {
    const { pool, sockets } = await provider((socket) => socket.write(HELLO));
    await post(pool).end;
    sockets[0]?.write('HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil');
    await new Promise((resolve) => setTimeout(resolve, 50));
    const call = post(pool);
    await call.end;
    expect(call.body().toString()).toBe('hello');
    expect(sockets).toHaveLength(2);
  });

  it('sends no second request behind one whose body was not taken', async () => {
    const { pool, sockets } = await provider((socket) => {
      socket.pause();
      socket.write(HELLO);
    });
    const call = new UpstreamCall();
    pool.post({ path: '/', headers: [], body: Buffer.alloc(32 * 1024 * 1024) }, call);
    expect(await call.end).toEqual({ kind: 'ended' });
    await post(pool).end;
    expect(sockets).toHaveLength(2);
  });

  it.each([
    ['before the answer', (socket: Socket) => void socket.end()],
    ['in the middle of it', (socket: Socket) => void socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhell')],
    ['by a reset', (socket: Socket) => void socket.resetAndDestroy()],
    ['with something that is not HTTP', (socket: Socket) => void socket.write('hello there\r\n\r\n')],
  ])('says so when the connection ends %s', async (_, answer) => {
    const { pool, sockets } = await provider(answer);
    expect(await post(pool).end).toMatchObject({ kind: 'broken' });
    await post(pool).end;
    expect(sockets).toHaveLength(2);
  });

  it('says so when nobody listens', async () => {
    const pool = new ConnectionPool('http://127.0.0.1:1', { connectTimeoutMs: 2_000 });
    expect(await post(pool).end).toMatchObject({ kind: 'broken', error: { code: 'ECONNREFUSED' } });
    await pool.warmUp();
  });

  it('gives up on an address that does not answer', async () => {
    // Of a block that is reserved for documentation (RFC 5737): nothing is there. Where the network says so at once, that is as good.
    const pool = new ConnectionPool('http://192.0.2.1:81', { connectTimeoutMs: 200 });
    expect(await post(pool).end).toMatchObject({ kind: 'broken' });
  });

  it('closes the connection of a call that is aborted', async () => {
    const { pool, sockets } = await provider((socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhell'));
    const call = post(pool, '{}', () => call.abort('client-left'));
    expect(await call.end).toEqual({ kind: 'aborted', reason: 'client-left' });
    const [socket] = sockets as [Socket];
    if (!socket.closed) await once(socket, 'close');
    expect(socket.bytesWritten).toBeGreaterThan(0);
  });

  it('does not let a call that is over touch the next one on its connection', async () => {
    const { pool, sockets } = await provider((socket) => socket.write(HELLO));
    const first = post(pool);
    await first.end;
    const second = post(pool);
    first.abort('client-left');
    first.pause();
    expect(await second.end).toEqual({ kind: 'ended' });
    expect(sockets).toHaveLength(1);
  });

  it('reads no more than it is asked to while a call is paused', async () => {
    const total = 64 * 1024 * 1024;
    const { pool, sockets } = await provider((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${total}\r\n\r\n`);
      socket.write(Buffer.alloc(total));
    });
    let bytes = 0;
    const call = post(pool, '{}', (chunk) => {
      if (bytes === 0) call.pause();
      bytes += chunk.length;
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(1024 * 1024);
    expect(sockets[0]?.writableLength).toBeGreaterThan(total / 2);
    call.resume();
    expect(await call.end).toEqual({ kind: 'ended' });
    expect(bytes).toBe(total);
  });

  it('goes on reading after a call that ended while it was paused', async () => {
    const { pool, sockets } = await provider((socket) => socket.write(HELLO));
    const first = post(pool, '{}', () => first.pause());
    await first.end;
    const second = post(pool);
    expect(await second.end).toEqual({ kind: 'ended' });
    expect(sockets).toHaveLength(1);
  });

  it('closes what was not needed for a minute, or for as long as the provider says', async () => {
    const { pool, sockets } = await provider((socket) => socket.write(HELLO.replace('\r\n\r\n', '\r\nkeep-alive: timeout=5\r\n\r\n')));
    await post(pool).end;
    pool.sweep(performance.now() + 3_900);
    await post(pool).end;
    expect(sockets).toHaveLength(1);
    pool.sweep(performance.now() + 4_100);
    await post(pool).end;
    expect(sockets).toHaveLength(2);
  });

  it('has a connection ready before the first request', async () => {
    const { pool, sockets } = await provider((socket) => socket.write(HELLO));
    await pool.warmUp();
    await post(pool).end;
    expect(sockets).toHaveLength(1);
  });

  it('sends no header that would begin another one', async () => {
    const { pool } = await provider((socket) => socket.write(HELLO));
    expect(() => pool.post({ path: '/', headers: ['x-key', 'a\r\nx-other: b'], body: Buffer.from('') }, new UpstreamCall())).toThrow(/x-key/);
  });
});
