import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AimockBackend } from './aimock-backend.ts';
import { asChaosKind, ChaosRules, type ChaosRule } from './chaos.ts';
import { openaiError } from './dialects/openai-error.ts';
import { STORED_RESPONSES } from './dialects/responses.ts';
import { googleToken } from './google-token.ts';
import { azureKey } from './keys.ts';
import { pngOf } from './operations/png.ts';
import { HUMAN_PACE, TEST_PACE, type Pace } from './pace.ts';
import { SeededRandom } from './seeded-random.ts';
import { sendError, serveAnswer } from './serve-answer.ts';
import { parseObject, taskOf } from './task.ts';

export interface ProviderStandInOptions {
  /** 0 or absent: a free one. Always on 127.0.0.1. */
  readonly port?: number;
  /** Answers that say that they are no model's, at a pace for people. */
  readonly isSandbox?: boolean;
  readonly pace?: Pace;
}

export interface ProviderStandIn {
  /** Each dialect is at the paths of its provider: OpenAI's base URL is `<url>/v1`, Anthropic's is `<url>`. */
  readonly url: string;
  /** Requests for answers so far. */
  readonly requestCount: number;
  addChaos(rule: ChaosRule): void;
  clearChaos(): void;
  close(): Promise<void>;
}

/**
 * Stands for the model providers, over HTTP: every dialect that the product calls (routes.ts) and what else providers do
 * (operation-routes.ts), streamed and not, with an answer and a usage that depend on the request alone, and errors in each dialect's form. Other processes ask for chaos with `POST /_control/chaos` (a `ChaosRule`) and end it with `DELETE`.
 */
export async function startProviderStandIn(options: ProviderStandInOptions = {}): Promise<ProviderStandIn> {
  const backend = new AimockBackend();
  await backend.start();
  const world: StandInWorld = {
    backend,
    chaos: new ChaosRules(),
    isSandbox: options.isSandbox === true,
    pace: options.pace ?? (options.isSandbox === true ? HUMAN_PACE : TEST_PACE),
    requestCount: 0,
  };
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    serve(world, request, response).catch((error: unknown) => {
      if (response.destroyed || (error instanceof Error && error.name === 'AbortError')) return;
      console.error('provider stand-in:', error);
      if (response.headersSent) response.destroy();
      else response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get requestCount() {
      return world.requestCount;
    },
    addChaos: (rule) => world.chaos.add(rule),
    clearChaos: () => world.chaos.clear(),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await backend.stop();
    },
  };
}

interface StandInWorld {
  readonly backend: AimockBackend;
  readonly chaos: ChaosRules;
  readonly isSandbox: boolean;
  readonly pace: Pace;
  requestCount: number;
}

async function serve(world: StandInWorld, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const body = await readBody(request);
  const path = request.url ?? '/';
  if (path === '/_control/chaos') {
    control(world, { method: request.method ?? 'GET', body, response });
    return;
  }
  const { pathname, searchParams } = new URL(path, 'http://stand-in');
  if (serveKept(request, response, { pathname, searchParams })) return;
  if (pathname === '/token' && request.method === 'POST') {
    const token = googleToken(new URLSearchParams(body.toString()));
    response.writeHead(token.status, { 'content-type': 'application/json' }).end(JSON.stringify(token.body));
    return;
  }
  const forwarded = { method: request.method ?? 'GET', path, headers: { 'content-type': request.headers['content-type'] ?? 'application/json' }, body };
  const { backend, pace, isSandbox } = world;
  const requestId = `req_${randomUUID().replaceAll('-', '')}`;
  const origin = `http://${request.headers.host ?? 'localhost'}`;
  const task = request.method === 'POST' ? await taskOf({ path: pathname, origin, request: forwarded, requestId, backend, isSandbox }) : null;
  if (task === null) {
    const answer = await backend.relay(forwarded);
    response.writeHead(answer.status, { 'content-type': answer.headers['content-type'] ?? 'application/json' }).end(answer.body);
    return;
  }
  world.requestCount += 1;
  const header = request.headers['x-stand-in-chaos'];
  const chaos = world.chaos.take({
    body: body.toString(),
    model: task.model,
    lastUserText: task.lastUserText,
    header: typeof header === 'string' ? header : undefined,
  });
  const exchange = { ...task, response, requestId, chaos, pace, isSandbox, signal: gone.signal };
  if (task.hasKey(request.headers, searchParams)) await serveAnswer(exchange);
  else sendError(exchange, task.voice.error('invalid-key', { requestId }));
}

/** What was made before: pictures, and stored responses. False for a path of something else. */
function serveKept(request: IncomingMessage, response: ServerResponse, { pathname, searchParams }: Pick<URL, 'pathname' | 'searchParams'>): boolean {
  if (pathname.startsWith('/_images/')) {
    response.writeHead(200, { 'content-type': 'image/png' }).end(pngOf(new SeededRandom(pathname)));
    return true;
  }
  const { id, rest } = /^(?:\/openai)?\/v1\/responses\/(?<id>[^/]+)(?<rest>\/cancel|\/input_items)?$/.exec(pathname)?.groups ?? {};
  if (id === undefined) return false;
  const isKnown = azureKey(request.headers, searchParams);
  const answer = isKnown ? STORED_RESPONSES.answer(request.method ?? 'GET', id, rest ?? '') : openaiError('invalid-key');
  response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
  return true;
}

function control(world: StandInWorld, { method, body, response }: { method: string; body: Buffer; response: ServerResponse }): void {
  if (method === 'DELETE') world.chaos.clear();
  else {
    const rule = parseObject(body) as ChaosRule | null;
    world.chaos.add({ ...rule, kind: asChaosKind(String(rule?.kind)) });
  }
  response.writeHead(204).end();
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
