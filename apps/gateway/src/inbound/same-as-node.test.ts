import { createServer, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import type { Principal } from '@modelhub/access/principal';
import { randomFrom } from '@modelhub/metering/testing/random';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { InboundServer } from './inbound-server.ts';
import type { RequestHead } from './request-head.ts';

/**
 * Whoever stands in front of the gateway has read the same bytes before, as RFC 9112 has it, and so has Node. Were a message taken here for one that ends
 * elsewhere, a client could put a request into somebody else's mouth: what is read past Node's server has to be what Node's would have read.
 */
type Random = ReturnType<typeof randomFrom>;

const CASES = 1_500;
/** Nothing more comes when nothing has come that often; a connection may have to wait until it is let in. */
const QUIET_LOOKS = 6;
const FIRST_LOOKS = 30;
const SEED = 20_261_124;

const PRINCIPAL = {} as Principal;

/** A request as somebody read it. */
interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
  body: string;
  /** All of its body came. */
  isWhole: boolean;
}

/** A server, and what it has read on each connection, by the client's port. */
interface Reader {
  readonly port: number;
  readonly seen: Map<number, Seen[]>;
}

let alone: Reader;
let behind: Reader;
let readHere = 0;
const toClose: (() => void)[] = [];

beforeAll(async () => {
  alone = await reader(false);
  behind = await reader(true);
});
afterAll(() => {
  for (const close of toClose) close();
});

async function reader(hasFront: boolean): Promise<Reader> {
  const seen = new Map<number, Seen[]>();
  const note = (port: number, request: Seen): void => void seen.set(port, [...(seen.get(port) ?? []), request]);
  const server = createServer((request, response) => {
    const read = { method: request.method ?? '', path: request.url ?? '', headers: headersOf(request), body: '', isWhole: false };
    note(request.socket.remotePort ?? 0, read);
    request.on('data', (data: Buffer) => (read.body += data.toString('latin1')));
    request.on('end', () => {
      read.isWhole = true;
      response.end('ok');
    });
  });
  if (hasFront) {
    const ports = new WeakMap<RequestHead, number>();
    const inbound = new InboundServer(server, {
      requestTimeoutMs: 60_000,
      keepAliveTimeoutMs: 60_000,
      lifecycle: { isDraining: false },
      admit(head, { remotePort = 0 }) {
        ports.set(head, remotePort);
        return PRINCIPAL;
      },
      serve({ head, body, client }) {
        readHere += 1;
        note(ports.get(head) ?? 0, { method: 'POST', path: head.path, headers: Object.entries(head.headers), body: body.toString('latin1'), isWhole: true });
        client.begin(200, ['content-length', '2']);
        client.end('ok');
      },
    });
    toClose.push(() => inbound.close());
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  toClose.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, seen };
}

function headersOf({ rawHeaders }: IncomingMessage): [string, string][] {
  return Array.from({ length: rawHeaders.length / 2 }, (_, i) => [(rawHeaders[2 * i] as string).toLowerCase(), rawHeaders[2 * i + 1] as string]);
}

interface Reading {
  readonly requests: readonly Seen[];
  /** The connection was closed, as after every error. */
  readonly isRefused: boolean;
}

/** What the server makes of these bytes. */
async function reading({ port, seen }: Reader, parts: readonly string[]): Promise<Reading> {
  let text = '';
  let isRefused = false;
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  socket.on('data', (data) => (text += data.toString('latin1')));
  socket.on('end', () => (isRefused = true));
  socket.on('error', () => (isRefused = true));
  await new Promise((resolve) => socket.once('connect', resolve));
  const own = socket.localPort ?? 0;
  seen.delete(own);
  for (const part of parts) {
    socket.write(part, 'latin1');
    await new Promise((next) => setImmediate(next));
  }
  let last = '';
  for (let quiet = 0; quiet < (text === '' && !seen.has(own) ? FIRST_LOOKS : QUIET_LOOKS); quiet += 1) {
    await new Promise((next) => setTimeout(() => setImmediate(next), 5));
    const now = JSON.stringify([text, isRefused, seen.get(own)]);
    if (now !== last) quiet = 0;
    last = now;
  }
  const requests = seen.get(own) ?? [];
  seen.delete(own);
  const read = { requests, isRefused };
  socket.destroy();
  return read;
}

const NAMES = [
  'x-a',
  'X-B',
  'Authorization',
  'content-length',
  'Content-Length',
  'transfer-encoding',
  'connection',
  'host',
  'expect',
  'content-type',
  'x y',
  'x\t',
  '',
  'cookie',
];
const VALUES = [
  '1',
  '7',
  ' 7',
  '7 ',
  '+7',
  '7,7',
  '0',
  '00007',
  '-1',
  '0x7',
  '1e1',
  'chunked',
  'identity',
  'close',
  'keep-alive',
  '',
  'a\tb',
  'a\u0000b',
  'ä',
  'x: y',
  'application/json',
];
const ENDS = ['\r\n', '\n', '\r', '\r\n ', '\r\n\t', '\r\r\n', ' \r\n', '\r\n\r\n'];
const STARTS = [
  'POST /hot HTTP/1.1',
  'POST  /hot HTTP/1.1',
  'POST /hot  HTTP/1.1',
  'POST /hot HTTP/1.0',
  'POST /hot HTTP/1.2',
  'post /hot HTTP/1.1',
  'POST /h\tot HTTP/1.1',
  'POST hot HTTP/1.1',
  'POST /höt HTTP/1.1',
  'GET /hot HTTP/1.1',
  'POST /hot',
  'POST http://x/hot HTTP/1.1',
  'POST * HTTP/1.1',
  '\r\nPOST /hot HTTP/1.1',
];
const BODY = '{"a":1}';

function request(random: Random): string {
  const lines = ['host: x', 'content-type: application/json', `content-length: ${BODY.length}`];
  const mutations = random.below(3);
  let [start, end, body] = ['POST /hot HTTP/1.1', '\r\n', BODY];
  for (let i = 0; i < mutations; i += 1) {
    const at = random.below(lines.length + 1);
    switch (random.below(8)) {
      case 0:
        start = random.pick(STARTS);
        break;
      case 1:
        end = random.pick(ENDS);
        break;
      case 2:
        lines.splice(at, 1);
        break;
      case 3:
        body = random.pick(['', '{}', '7\r\n{"a":1}\r\n0\r\n\r\n', `${BODY}${BODY}`, 'POST /hot HTTP/1.1\r\n']);
        break;
      case 4:
        lines.splice(at, 0, random.pick(['x', ' folded', ': nothing', 'x:1', 'x : 1']));
        break;
      default:
        lines.splice(at, 0, `${random.pick(NAMES)}:${random.pick(['', ' ', '\t'])}${random.pick(VALUES)}`);
    }
  }
  // One of the lines ends in the way that was drawn.
  const odd = random.below(lines.length + 1);
  const head = [start, ...lines].map((line, i) => `${line}${i === odd ? end : '\r\n'}`).join('');
  return `${head}\r\n${body}`;
}

function pieces(random: Random, text: string): string[] {
  const cuts = Array.from({ length: random.below(4) }, () => random.below(text.length)).sort((a, b) => a - b);
  return [0, ...cuts].map((from, i) => text.slice(from, cuts[i] ?? text.length)).filter((piece) => piece !== '');
}

test('whatever comes, the same requests are answered as by Node alone', async () => {
  const random = randomFrom(SEED);
  const differing: unknown[] = [];
  for (let first = 0; first < CASES; first += 25) {
    const messages = Array.from({ length: 25 }, () => pieces(random, Array.from({ length: 1 + random.below(3) }, () => request(random)).join('')));
    await Promise.all(
      messages.map(async (message) => {
        const [here, there] = await Promise.all([reading(behind, message), reading(alone, message)]);
        if (!isSame(here, there)) differing.push(JSON.stringify({ message, here, there }));
      }),
    );
  }
  expect(differing).toEqual([]);
  // Otherwise nothing was compared.
  expect(readHere).toBeGreaterThan(CASES / 4);
}, 60_000);

/** Where something wrong comes right behind a request, Node gives up the connection at once, and with it a body that it has read. */
function isSame(here: Reading, there: Reading): boolean {
  if (here.isRefused !== there.isRefused) return false;
  const others = there.requests.filter(({ isWhole }) => isWhole || there.isRefused);
  const requests = here.requests.filter(({ isWhole }) => isWhole || here.isRefused);
  if (requests.length !== others.length) return false;
  return requests.every(({ method, path, headers, body }, i) => {
    const other = others[i] as Seen;
    const isSameHead = JSON.stringify([method, path, headers]) === JSON.stringify([other.method, other.path, other.headers]);
    return isSameHead && (body === other.body || !other.isWhole);
  });
}
