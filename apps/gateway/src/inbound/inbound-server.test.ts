import { createServer, type IncomingMessage, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Principal } from '@modelhub/access/principal';
import { afterEach, describe, expect, test } from 'vitest';
import type { Admission, ReceivedRequest } from './inbound-connection.ts';
import { InboundServer, type InboundSettings } from './inbound-server.ts';

const PRINCIPAL = { apiKeyId: 'key' } as unknown as Principal;
const BODY = '{"a":1}';
const HEADERS = ['content-type', 'application/json'];

const toClose: (() => void)[] = [];
afterEach(() => {
  for (const close of toClose.splice(0)) close();
});

interface World {
  readonly port: number;
  readonly inbound: InboundServer;
  readonly lifecycle: { isDraining: boolean };
  readonly server: Server;
}

type Serve = (request: ReceivedRequest) => void;

/** What Node's server reads is answered with `node: ` and what it read, everything else by `serve`. */
async function world(serve: Serve, settings: Partial<InboundSettings> = {}): Promise<World> {
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => response.end(`node: ${request.method} ${request.url} ${body}`));
  });
  const lifecycle = { isDraining: false };
  const inbound = new InboundServer(server, {
    requestTimeoutMs: 60_000,
    keepAliveTimeoutMs: 60_000,
    lifecycle,
    admit: ({ path }): Admission => (path === '/hot' ? PRINCIPAL : null),
    serve,
    ...settings,
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  toClose.push(() => {
    inbound.close();
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, inbound, lifecycle, server };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}

const echo: Serve = ({ body, client }) => {
  const answer = `hot: ${body.toString()}`;
  client.begin(200, [...HEADERS, 'content-length', String(answer.length)]);
  client.end(answer);
};

async function until(isSo: () => boolean, what: () => string): Promise<void> {
  const deadlineMs = performance.now() + 20_000;
  while (!isSo()) {
    if (performance.now() > deadlineMs) throw new Error(`waited in vain for ${what()}`);
    await pause(5);
  }
}

class Client {
  text = '';
  isClosed = false;
  readonly socket: Socket;

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.socket.setEncoding('latin1');
    this.socket.on('data', (data: string) => (this.text += data));
    this.socket.on('error', () => {});
    this.socket.on('close', () => (this.isClosed = true));
    toClose.push(() => this.socket.destroy());
  }

  send(text: string): void {
    this.socket.write(text, 'latin1');
  }

  /** Waits until `what` has come that often; resolves to how often it came. */
  async has(count: number, what: string): Promise<number> {
    await until(
      () => this.count(what) >= count,
      () => `${count} times ${what} in ${this.text}`,
    );
    return this.count(what);
  }

  count(what: string): number {
    return this.text.split(what).length - 1;
  }

  async closes(): Promise<void> {
    await until(
      () => this.isClosed,
      () => 'the connection to be closed',
    );
  }
}

function post(body: string, path = '/hot', extra = ''): string {
  return `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n${extra}\r\n${body}`;
}

describe('a plain request', () => {
  test('is answered in one piece, and the connection serves the next', async () => {
    const { port } = await world(echo);
    const client = new Client(port);
    client.send(post(BODY));
    await client.has(1, 'hot: ');
    expect(client.text).toMatch(
      /^HTTP\/1\.1 200 OK\r\ncontent-type: application\/json\r\ncontent-length: 12\r\nconnection: keep-alive\r\nkeep-alive: timeout=60\r\ndate: \w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT\r\n\r\nhot: \{"a":1\}$/,
    );
    client.send(post('{"b":2}'));
    await client.has(2, 'hot: ');
    expect(client.text.endsWith('hot: {"b":2}')).toBe(true);
  });

  test('may come byte by byte', async () => {
    const { port } = await world(echo);
    const client = new Client(port);
    for (const byte of post(BODY) + post('{"b":2}')) {
      client.send(byte);
      await pause(0);
    }
    await client.has(2, 'hot: ');
    expect(client.text.endsWith('hot: {"b":2}')).toBe(true);
  });

  test('may be large', async () => {
    const { port } = await world(({ body, client }) => {
      client.begin(200, [...HEADERS, 'content-length', String(body.length)]);
      client.end(body);
    });
    const client = new Client(port);
    const body = `"${Array.from({ length: 300_000 }, (_, i) => String(i % 10)).join('')}"`;
    client.send(post(body));
    await expect.poll(() => client.text.length, { timeout: 10_000 }).toBeGreaterThan(body.length);
    await pause(50);
    expect(client.text.slice(client.text.indexOf('\r\n\r\n') + 4)).toBe(body);
  });

  test('waits for the one before it, in the order in which they were sent', async () => {
    const open: ReceivedRequest[] = [];
    const { port } = await world((request) => open.push(request));
    const client = new Client(port);
    const bodies = Array.from({ length: 20 }, (_, i) => `{"n":${i}}`);
    client.send(bodies.map((body) => post(body)).join(''));
    for (const body of bodies) {
      await expect.poll(() => open.length, { interval: 5 }).toBe(1);
      const [request] = open.splice(0) as [ReceivedRequest];
      expect(request.body.toString()).toBe(body);
      echo(request);
    }
    await client.has(20, 'hot: ');
    expect([...client.text.matchAll(/hot: (\{"n":\d+\})/g)].map(([, body]) => body)).toEqual(bodies);
  });

  test('ten thousand of them that are answered at once overflow nothing', async () => {
    const { port } = await world(echo);
    const client = new Client(port);
    client.send(post(BODY).repeat(10_000));
    expect(await client.has(10_000, 'hot: ')).toBe(10_000);
  }, 30_000);

  test('of a client that does not read its answers waits until it does', async () => {
    let served = 0;
    const { port } = await world(({ client }) => {
      served += 1;
      client.begin(200, [...HEADERS, 'content-length', '1000000']);
      client.end(Buffer.alloc(1_000_000));
    });
    const client = new Client(port);
    client.socket.pause();
    client.send(post(BODY).repeat(100));
    await pause(300);
    expect(served).toBeLessThan(20);
    client.socket.resume();
    await expect.poll(() => served, { timeout: 10_000 }).toBe(100);
  });
});

describe('a stream', () => {
  test('has one chunk for each turn, its head with the first', async () => {
    const { port } = await world(({ client }) => {
      client.begin(200, ['content-type', 'text/event-stream']);
      client.write('a');
      client.write(Buffer.from('b'));
      setTimeout(() => {
        client.write('c'.repeat(20_000));
        setTimeout(() => client.end('d'), 20);
      }, 20);
    });
    const client = new Client(port);
    client.send(post(BODY));
    await client.has(1, '\r\n0\r\n\r\n');
    const [head, rest] = client.text.split(/\r\n\r\n(.*)/s) as [string, string];
    expect(head).toContain('transfer-encoding: chunked');
    expect(head).not.toContain('content-length');
    expect(rest).toBe(`2\r\nab\r\n4e20\r\n${'c'.repeat(20_000)}\r\n1\r\nd\r\n0\r\n\r\n`);
  });

  test('is told when its client is behind, and when it has caught up', async () => {
    const seen: string[] = [];
    const { port } = await world(({ client }) => {
      client.begin(200, ['content-type', 'text/event-stream']);
      const fill = (): void => {
        if (client.write(Buffer.alloc(1_000_000))) {
          setImmediate(fill);
          return;
        }
        seen.push('behind');
        client.onDrain(() => {
          seen.push('drained');
          client.end();
        });
      };
      fill();
    });
    const client = new Client(port);
    client.socket.pause();
    client.send(post(BODY));
    await expect.poll(() => seen).toEqual(['behind']);
    client.socket.resume();
    await expect.poll(() => seen).toEqual(['behind', 'drained']);
    expect(await client.has(1, '\r\n0\r\n\r\n')).toBe(1);
  });

  test.each([
    ['leaves', (client: Client) => void client.socket.destroy()],
    ['sends no more', (client: Client) => void client.socket.end()],
    ['breaks off', (client: Client) => void client.socket.resetAndDestroy()],
  ])('ends when its client %s', async (_, leave) => {
    let gone = 0;
    const open: ReceivedRequest[] = [];
    const { port } = await world((request) => {
      open.push(request);
      request.client.onGone = () => (gone += 1);
      request.client.begin(200, ['content-type', 'text/event-stream']);
      request.client.write('a');
    });
    const client = new Client(port);
    client.send(post(BODY));
    await client.has(1, '1\r\na');
    leave(client);
    await expect.poll(() => gone).toBe(1);
    const [{ client: answer }] = open as [ReceivedRequest];
    expect(answer.isGone).toBe(true);
    expect(answer.write('b')).toBe(true);
    answer.end('c');
    expect(gone).toBe(1);
  });
});

describe('what is not plain', () => {
  test.each([
    ['a GET', 'GET /any HTTP/1.1\r\nhost: x\r\n\r\n', 'node: GET /any '],
    ['another path', post(BODY, '/cold'), `node: POST /cold ${BODY}`],
    ['chunks', 'POST /hot HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n', 'node: POST /hot abc'],
    ['something that is no HTTP', 'hello\r\n\r\n', '400 Bad Request'],
    ['a head that does not end', `POST /hot HTTP/1.1\r\nhost: x\r\nx-long: ${'x'.repeat(20_000)}`, '431 Request Header Fields Too Large'],
  ])('goes to Node with its connection: %s', async (_, text, answer) => {
    const { port } = await world(echo);
    const whole = new Client(port);
    whole.send(text);
    await whole.has(1, answer);
    const behindAnother = new Client(port);
    behindAnother.send(post(BODY) + text);
    await behindAnother.has(1, 'hot: ');
    await behindAnother.has(1, answer);
    const inPieces = new Client(port);
    for (let at = 0; at < Math.min(text.length, 400); at += 3) {
      inPieces.send(text.slice(at, at + 3));
      await pause(0);
    }
    inPieces.send(text.slice(Math.ceil(Math.min(text.length, 400) / 3) * 3));
    expect(await inPieces.has(1, answer)).toBe(1);
  });

  test('takes along whatever came with it, and what comes later', async () => {
    const { port } = await world(echo);
    const client = new Client(port);
    client.send(post('{"c":1}', '/cold') + post('{"c":2}', '/cold').slice(0, 60));
    await client.has(1, 'node: ');
    client.send(post('{"c":2}', '/cold').slice(60));
    await client.has(2, 'node: ');
    client.send(post(BODY));
    expect(await client.has(1, `node: POST /hot ${BODY}`)).toBe(1);
  });

  test('a body that is still on its way when somebody has to be asked who sends it', async () => {
    let answer!: (admission: Admission) => void;
    const admission = new Promise<Admission>((resolve) => (answer = resolve));
    for (const principal of [PRINCIPAL, null]) {
      const { port } = await world(echo, { admit: () => (principal === null ? Promise.resolve(null) : admission) });
      const client = new Client(port);
      const body = `"${'x'.repeat(200_000)}"`;
      client.send(post(body) + post(BODY));
      await pause(50);
      answer(PRINCIPAL);
      await client.has(2, principal === null ? 'node: POST /hot' : 'hot: ');
      expect(client.text.endsWith(BODY)).toBe(true);
    }
  });
});

describe('a connection', () => {
  test('without a request, or with half of one, is closed in time', async () => {
    const { port } = await world(echo, { keepAliveTimeoutMs: 1_000, requestTimeoutMs: 1_000 });
    const [idle, served, inHead, inBody] = [new Client(port), new Client(port), new Client(port), new Client(port)] as const;
    served.send(post(BODY));
    inHead.send('POST /hot HTTP/1.1\r\nhost');
    inBody.send(post(BODY).slice(0, -3));
    for (const client of [idle, served, inHead, inBody]) await client.closes();
    expect(idle.text).toBe('');
    expect(served.text).toContain('hot: ');
    for (const client of [inHead, inBody]) expect(client.text).toContain('408 Request Timeout');
  });

  test('under way when the server stops gets its answer, and is told that it was the last', async () => {
    const open: ReceivedRequest[] = [];
    const { port, inbound, lifecycle, server } = await world((request) => open.push(request));
    const [idle, busy] = [new Client(port), new Client(port)];
    busy.send(post(BODY));
    await expect.poll(() => open.length).toBe(1);
    lifecycle.isDraining = true;
    const closed = new Promise((resolve) => server.close(resolve));
    inbound.drain();
    await idle.closes();
    echo(open[0] as ReceivedRequest);
    await busy.closes();
    expect(busy.text).toContain('connection: close\r\n');
    expect(busy.text.endsWith(`hot: ${BODY}`)).toBe(true);
    await closed;
  });

  test('carries no header that would begin another one', async () => {
    const errors: unknown[] = [];
    const { port } = await world(({ client }) => {
      try {
        client.begin(200, ['x-name', 'a\r\nset-cookie: b']);
      } catch (error) {
        errors.push(error);
        client.begin(500, ['content-length', '0']);
        client.end();
      }
    });
    const client = new Client(port);
    client.send(post(BODY));
    await client.has(1, '500 Internal Server Error');
    expect(errors).toHaveLength(1);
    expect(client.text).not.toContain('set-cookie');
  });
});
