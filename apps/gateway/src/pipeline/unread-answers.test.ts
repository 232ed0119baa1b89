import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { UnreadAnswers, type ReadingBounds } from './unread-answers.ts';

const MEBIBYTE = 1024 * 1024;
/** More than kernels hold between two sockets. */
const LARGE_BYTES = 16 * MEBIBYTE;
const SLOW = 4 * MEBIBYTE;
const closers: (() => void)[] = [];

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A server that gives each client what `answer` writes, and looks after it by these bounds. */
async function serve(bounds: ReadingBounds, answer: (socket: Socket) => unknown): Promise<{ readonly port: number; readonly unread: UnreadAnswers }> {
  const unread = new UnreadAnswers(bounds);
  const sockets: Socket[] = [];
  const server: Server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    unread.add(socket);
    void answer(socket);
  });
  closers.push(() => {
    unread.close();
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, unread };
}

/** Reads a piece every now and then. `ended` resolves to how many bytes it has when its connection is gone. */
function reader(port: number, bytesPerSecond: number): { readonly socket: Socket; readonly ended: Promise<number> } {
  const socket = connect(port, '127.0.0.1');
  let bytes = 0;
  closers.push(() => socket.destroy());
  socket.on('error', () => {});
  if (bytesPerSecond === 0) socket.pause();
  else
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytesPerSecond === Number.POSITIVE_INFINITY) return;
      socket.pause();
      void sleep((1_000 * chunk.length) / bytesPerSecond).then(() => socket.resume());
    });
  return { socket, ended: new Promise((resolve) => socket.once('close', () => resolve(bytes))) };
}

/** All of it at once, as a whole answer is written. */
const whole = (socket: Socket): unknown => socket.end(Buffer.alloc(LARGE_BYTES, 0x61));

/** Piece by piece, whenever the client has taken the last one, as a stream is. */
function endless(socket: Socket): void {
  const piece = Buffer.alloc(32 * 1024, 0x61);
  const writeOn = (): void => {
    while (socket.write(piece));
  };
  socket.on('drain', writeOn);
  writeOn();
}

const WRITERS = [
  ['a whole answer', whole],
  ['a stream', endless],
] as const;

describe.each(WRITERS)('%s', (_name, write) => {
  test('that nobody reads is cut', async () => {
    const { port, unread } = await serve({ timeoutMs: 400, bytesPerSecondMin: MEBIBYTE }, write);
    const { socket } = reader(port, 0);
    await expect.poll(() => unread.cut, { timeout: 10_000 }).toBe(1);
    // With a reset: who reads on must not take it for the end.
    const failed = once(socket, 'error');
    socket.on('data', () => {});
    socket.resume();
    const [error] = (await failed) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNRESET');
  });

  test('of which too little is read all the time is cut in the end', async () => {
    // Kernels hand on megabytes at once: what moves does so several times within the deadline.
    const { port, unread } = await serve({ timeoutMs: 1_500, bytesPerSecondMin: 4 * SLOW }, write);
    const { ended } = reader(port, SLOW);
    expect(await ended).toBeLessThan(LARGE_BYTES);
    expect(unread.cut).toBe(1);
  });
});

test('a client that reads slowly, and fast enough, has all of its answer', { timeout: 60_000 }, async () => {
  const { port, unread } = await serve({ timeoutMs: 1_500, bytesPerSecondMin: SLOW / 8 }, whole);
  const { ended } = reader(port, SLOW);
  expect(await ended).toBe(LARGE_BYTES);
  expect(unread.cut).toBe(0);
});

test('a client that is behind now and then, and catches up, is not cut for all of these times together', async () => {
  const timeoutMs = 1_000;
  const rounds = 3;
  let caughtUp = 0;
  const { port, unread } = await serve({ timeoutMs, bytesPerSecondMin: MEBIBYTE }, async (socket) => {
    for (; caughtUp < rounds; caughtUp += 1) {
      socket.write(Buffer.alloc(LARGE_BYTES, 0x61));
      await once(socket, 'drain');
    }
    socket.end();
  });
  const { socket, ended } = reader(port, Number.POSITIVE_INFINITY);
  for (let i = 0; i < rounds; i += 1) {
    socket.pause();
    await sleep(0.6 * timeoutMs);
    expect(caughtUp).toBe(i);
    socket.resume();
    await expect.poll(() => caughtUp, { timeout: 10_000, interval: 5 }).toBe(i + 1);
  }
  expect(await ended).toBe(rounds * LARGE_BYTES);
  expect(unread.cut).toBe(0);
});

test('a connection on which nothing waits may stay', async () => {
  const { port, unread } = await serve({ timeoutMs: 200, bytesPerSecondMin: MEBIBYTE }, (socket) => socket.write('all that there is'));
  const { socket } = reader(port, 0);
  await sleep(1_000);
  expect(unread.cut).toBe(0);
  expect(socket.destroyed).toBe(false);
});
