import { Agent, createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readRequest } from './read-request.ts';
import type { TapRecord } from './record.ts';
import { ResponseReader } from './response-reader.ts';
import { wireOfPath } from './wire-of-path.ts';

export interface UsageTapOptions {
  /** The provider, or what stands for it. */
  readonly target: string;
  /** 0 or absent: a free one. Always on 127.0.0.1. */
  readonly port?: number;
}

export interface UsageTap {
  readonly url: string;
  /** In the order in which the responses ended. */
  readonly records: readonly TapRecord[];
  /** Responses that are under way. */
  readonly open: number;
  close(): Promise<void>;
}

interface TapWorld {
  readonly target: string;
  readonly agent: Agent;
  readonly records: TapRecord[];
  open: number;
}

/** Headers that belong to one connection and not to the message (RFC 9110, section 7.6.1). */
const HOP_HEADERS = new Set(['connection', 'keep-alive', 'transfer-encoding', 'te', 'upgrade', 'proxy-connection', 'host']);

const REQUEST_ID_HEADERS = ['x-request-id', 'request-id', 'x-amzn-requestid'] as const;

/**
 * A recording proxy between the gateway and a provider: bytes pass through untouched, and what each response says of its usage is written
 * down. The sum of it is the provider's own bill, to hold the ledger against; therefore it shares no code with the adapters or the metering.
 */
export async function startUsageTap(options: UsageTapOptions): Promise<UsageTap> {
  const world: TapWorld = { target: options.target, agent: new Agent({ keepAlive: true }), records: [], open: 0 };
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => relay(world, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    records: world.records,
    get open() {
      return world.open;
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      world.agent.destroy();
      await closed;
    },
  };
}

function relay(world: TapWorld, request: IncomingMessage, response: ServerResponse): void {
  const startedAtMs = Date.now();
  const sent: Buffer[] = [];
  world.open += 1;
  let isDone = false;
  let isAnswered = false;
  const done = (): boolean => {
    if (isDone) return false;
    isDone = true;
    world.open -= 1;
    return true;
  };
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !HOP_HEADERS.has(name)));
  const outgoing = httpRequest(world.target + (request.url ?? '/'), { method: request.method ?? 'GET', headers, agent: world.agent });
  // A provider that does not answer at all leaves no bill; the gateway sees the same reset.
  outgoing.on('error', () => {
    if (!isAnswered && done()) response.destroy();
  });
  response.on('close', () => {
    if (!response.writableFinished) outgoing.destroy();
    if (!isAnswered) done();
  });
  request.on('data', (chunk: Buffer) => {
    sent.push(chunk);
    outgoing.write(chunk);
  });
  request.on('end', () => outgoing.end());
  request.on('error', () => outgoing.destroy());
  outgoing.on('response', (incoming) => {
    isAnswered = true;
    const path = request.url ?? '/';
    const asked = readRequest(path, Buffer.concat(sent));
    const reader = new ResponseReader(wireOfPath(path), incoming.headers['content-type'] ?? '');
    const record = (ending: TapRecord['ending']): void => {
      if (!done()) return;
      if (ending === 'complete') reader.finish();
      world.records.push({
        providerRequestId: REQUEST_ID_HEADERS.map((name) => firstHeader(incoming, name)).find((id) => id !== null) ?? reader.id,
        ...asked,
        status: incoming.statusCode ?? 0,
        usage: reader.usage,
        isUsageFinal: reader.isUsageFinal,
        ending,
        contentBytes: reader.contentBytes,
        contentEvents: reader.contentEvents,
        startedAtMs,
        endedAtMs: Date.now(),
      });
    };
    response.on('finish', () => record('complete'));
    response.on('close', () => record('left'));
    response.writeHead(incoming.statusCode ?? 502, withoutHopHeaders(incoming.rawHeaders));
    response.flushHeaders();
    incoming.on('data', (chunk: Buffer) => {
      reader.read(chunk);
      if (!response.write(chunk)) incoming.pause();
    });
    response.on('drain', () => incoming.resume());
    incoming.on('end', () => response.end());
    incoming.on('error', () => {
      record(response.destroyed ? 'left' : 'broken');
      response.socket?.resetAndDestroy();
    });
  });
}

function firstHeader(message: IncomingMessage, name: string): string | null {
  const value = message.headers[name];
  return typeof value === 'string' ? value : null;
}

/** Names and values alternate, as Node has them from the wire, in their order and with their case. */
function withoutHopHeaders(raw: readonly string[]): string[] {
  const kept: string[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    if (!HOP_HEADERS.has((raw[at] ?? '').toLowerCase())) kept.push(raw[at] ?? '', raw[at + 1] ?? '');
  }
  return kept;
}
