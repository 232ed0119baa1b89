import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { monotonicMs } from '../figures/monotonic.ts';
import { readShape, stampText, type CallSeen, type CompleteShape } from './answer-shape.ts';
import { anthropicDialect, openaiDialect } from './dialects.ts';

/**
 * Providers of both dialects, as a process of their own: what they see is not delayed by what the campaign does. The parent gets the port once it
 * listens, and the calls that were seen whenever it asks; those that are over and were asked for
 * with `'take'` are then forgotten.
 */
const calls = new Map<number, CallSeen>();
const failedOnce = new Set<number>();

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => void answer(request, response, Buffer.concat(chunks).toString('utf8')));
});

async function answer(request: IncomingMessage, response: ServerResponse, body: string): Promise<void> {
  const shape = readShape(body);
  if (request.method !== 'POST' || shape === null) {
    response.writeHead(request.method === 'POST' ? 400 : 200).end();
    return;
  }
  if (shape.failsFirst && !failedOnce.delete(shape.id)) {
    failedOnce.add(shape.id);
    response.writeHead(500, { 'content-type': 'application/json' }).end('{"error":{"message":"boom"}}');
    return;
  }
  const seen: CallSeen = { id: shape.id, arrivedMs: monotonicMs(), headersMs: null, endedMs: null, closedMs: null, bodyBytes: 0 };
  calls.set(shape.id, seen);
  response.on('close', () => {
    if (seen.endedMs === null) seen.closedMs = monotonicMs();
  });
  if (shape.delayMs > 0) await sleep(shape.delayMs);
  if (seen.closedMs !== null) return;
  const dialect = request.url?.includes('/messages') === true ? anthropicDialect : openaiDialect;
  const isStream = /"stream":\s*true/.test(body);
  response.writeHead(200, {
    'content-type': isStream ? 'text/event-stream' : 'application/json',
    'x-request-id': `up_${shape.id}`,
    'request-id': `up_${shape.id}`,
  });
  seen.headersMs = monotonicMs();
  if (!isStream) {
    const text = stampText(seen.arrivedMs, seen.headersMs) + 'word '.repeat(Math.ceil((shape.pieces * shape.pieceBytes) / 5));
    end(response, seen, dialect.whole(shape, text));
    return;
  }
  await stream({ response, seen, shape, dialect });
}

interface Streaming {
  readonly response: ServerResponse;
  readonly seen: CallSeen;
  readonly shape: CompleteShape;
  readonly dialect: typeof openaiDialect;
}

async function stream({ response, seen, shape, dialect }: Streaming): Promise<void> {
  let goOn = (): void => {};
  response.on('drain', () => goOn());
  response.on('close', () => goOn());
  const write = async (frame: string): Promise<void> => {
    seen.bodyBytes += frame.length;
    if (response.write(frame) || seen.closedMs !== null) return;
    await new Promise<void>((resolve) => {
      goOn = resolve;
    });
  };
  const words = dialect.piece(shape, 'word '.repeat(Math.ceil(shape.pieceBytes / 5)));
  await write(dialect.start(shape));
  await write(dialect.piece(shape, stampText(seen.arrivedMs, monotonicMs())));
  for (let piece = 1; piece < shape.pieces; piece += 1) {
    if (shape.gapMs > 0) await sleep(shape.gapMs);
    if (seen.closedMs !== null) return;
    await write(words);
  }
  if (seen.closedMs === null) end(response, seen, dialect.end(shape));
}

function end(response: ServerResponse, seen: CallSeen, data: string): void {
  seen.bodyBytes += data.length;
  response.end(data, () => {
    seen.endedMs = monotonicMs();
  });
}

process.on('message', (wish: 'look' | 'take') => {
  process.send?.([...calls.values()]);
  if (wish === 'look') return;
  for (const [id, { endedMs, closedMs }] of calls) if (endedMs !== null || closedMs !== null) calls.delete(id);
});
process.on('disconnect', () => process.exit(0));
server.on('connection', (socket) => socket.on('error', () => {}));
server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1', 4_096, () => process.send?.((server.address() as AddressInfo).port));
