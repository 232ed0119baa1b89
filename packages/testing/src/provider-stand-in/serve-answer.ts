import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { AimockRefusal, type AimockBackend, type BackendRequest } from './aimock-backend.ts';
import type { ChaosKind } from './chaos.ts';
import type { Conversation } from './conversation.ts';
import { FAILING, type Answering, type Dialect, type ErrorAnswer, type Failing, type Frame } from './dialects/dialect.ts';
import type { Json } from './json.ts';
import { Pacer, type Pace } from './pace.ts';
import { planAnswer } from './plan-answer.ts';
import { NO_TOKENS } from './usage.ts';

export interface Exchange {
  readonly backend: AimockBackend;
  readonly request: BackendRequest;
  readonly body: Json;
  readonly response: ServerResponse;
  readonly dialect: Dialect;
  readonly conversation: Conversation;
  readonly requestId: string;
  readonly chaos: ChaosKind | null;
  readonly pace: Pace;
  readonly isSandbox: boolean;
  /** Fires when the caller leaves. */
  readonly signal: AbortSignal;
}

const READING_MS = 20;

/** Answers one request as its provider would, or as the asked chaos has it. */
export async function serveAnswer(exchange: Exchange): Promise<void> {
  const { response, dialect, conversation, requestId, chaos, signal } = exchange;
  if (chaos === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  if (chaos === 'hang-before-headers') return;
  if (isFailing(chaos)) {
    sendError(exchange, dialect.error(chaos, { requestId }));
    return;
  }
  const refusal = dialect.refusal?.(exchange.body) ?? null;
  if (refusal !== null) {
    sendError(exchange, dialect.error('bad-request', { requestId, message: refusal }));
    return;
  }
  const plan = planAnswer(conversation, { isSandbox: exchange.isSandbox });
  const usage = chaos === 'no-usage' ? null : chaos === 'zero-usage' ? NO_TOKENS : plan.usage;
  const { backend, request, body } = exchange;
  const answering = { conversation, plan, usage, requestId, body, request, backend };
  const pacer = new Pacer(exchange.pace, { random: plan.random, isSlow: chaos === 'slow', signal });
  try {
    const write = conversation.isStream ? await streamed(exchange, answering) : await whole(exchange, answering);
    await pacer.first();
    await write(pacer);
  } catch (error) {
    if (!(error instanceof AimockRefusal)) throw error;
    response.writeHead(error.status, { ...exchangeHeaders(exchange), 'content-type': 'application/json' }).end(error.body);
  }
}

export function sendError(exchange: Pick<Exchange, 'dialect' | 'requestId' | 'isSandbox' | 'response'>, { status, headers, body }: ErrorAnswer): void {
  exchange.response.writeHead(status, { ...exchangeHeaders(exchange), ...headers, 'content-type': 'application/json' }).end(JSON.stringify(body));
}

type Write = (pacer: Pacer) => Promise<void>;

async function whole(exchange: Exchange, answering: Answering): Promise<Write> {
  const content = Buffer.from(JSON.stringify(await exchange.dialect.whole(answering)));
  return () => sendWhole(exchange, content);
}

async function streamed(exchange: Exchange, answering: Answering): Promise<Write> {
  const frames = await exchange.dialect.frames(answering);
  return (pacer) => sendStream(exchange, frames, pacer);
}

async function sendWhole(exchange: Exchange, body: Buffer): Promise<void> {
  const { response, chaos } = exchange;
  const content = chaos === 'garbage' ? Buffer.from('<html>upstream connect error</html>') : body;
  response.writeHead(200, { ...exchangeHeaders(exchange), 'content-type': 'application/json', 'content-length': content.length });
  if (!breaksOff(chaos)) {
    response.end(content);
    return;
  }
  response.write(content.subarray(0, Math.ceil(content.length / 2)));
  if (chaos === 'reset-mid-stream') await resetAfterReading(response);
  else if (chaos !== 'hang-mid-stream') response.destroy();
}

async function sendStream(exchange: Exchange, frames: readonly Frame[], pacer: Pacer): Promise<void> {
  const { response, chaos, dialect } = exchange;
  response.writeHead(200, { ...exchangeHeaders(exchange), 'content-type': dialect.streamType, 'cache-control': 'no-cache' });
  if (chaos === 'garbage') {
    response.end('data: {"choices": [{"delta"\n\n');
    return;
  }
  for (const frame of breaksOff(chaos) ? firstHalf(frames) : frames) {
    await pacer.chunk();
    if (!response.write(frame)) await once(response, 'drain', { signal: exchange.signal });
  }
  if (chaos === 'hang-mid-stream') response.flushHeaders();
  else if (chaos === 'reset-mid-stream') await resetAfterReading(response);
  else if (chaos === 'error-mid-stream') response.end(dialect.errorFrame(exchange.requestId));
  else response.end();
}

/** A reset throws away what the other side has not read yet. */
async function resetAfterReading(response: ServerResponse): Promise<void> {
  await sleep(READING_MS);
  response.socket?.resetAndDestroy();
}

/** Some of it, and never all: a dialect may need no more than two frames for a whole answer. */
function firstHalf(frames: readonly Frame[]): readonly Frame[] {
  return frames.slice(0, Math.min(frames.length - 1, Math.max(2, Math.ceil(frames.length / 2))));
}

function isFailing(kind: ChaosKind | null): kind is Failing {
  return FAILING.some((failing) => failing === kind);
}

function breaksOff(chaos: ChaosKind | null): boolean {
  return chaos === 'hang-mid-stream' || chaos === 'cut-stream' || chaos === 'reset-mid-stream' || chaos === 'error-mid-stream';
}

/** The headers by which each provider names a request. */
function exchangeHeaders({ dialect, requestId, isSandbox }: Pick<Exchange, 'dialect' | 'requestId' | 'isSandbox'>): Record<string, string> {
  return {
    ...(dialect.requestIdHeader === null ? {} : { [dialect.requestIdHeader]: requestId }),
    ...(isSandbox ? { 'x-modelhub-sandbox': 'true' } : {}),
  };
}
