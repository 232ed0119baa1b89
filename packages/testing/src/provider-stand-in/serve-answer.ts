import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { AimockRefusal } from './aimock-backend.ts';
import type { ChaosKind } from './chaos.ts';
import { FAILING, type Dialect, type ErrorAnswer, type Failing, type Frame } from './dialects/dialect.ts';
import { Pacer, type Pace } from './pace.ts';
import { moodUnder, type Mood, type Reply } from './reply.ts';
import type { SeededRandom } from './seeded-random.ts';

export interface Exchange {
  readonly response: ServerResponse;
  readonly voice: Pick<Dialect, 'requestIdHeader' | 'error' | 'errorFrame'>;
  readonly requestId: string;
  readonly chaos: ChaosKind | null;
  /** Why the provider would not take the request; null for one that is fine. */
  readonly refusal: string | null;
  compose(mood: Mood): Reply | Promise<Reply>;
  readonly pace: Pace;
  readonly random: SeededRandom;
  readonly isSandbox: boolean;
  /** Fires when the caller leaves. */
  readonly signal: AbortSignal;
}

const READING_MS = 20;

/** Answers one request as its provider would, or as the asked chaos has it. */
export async function serveAnswer(exchange: Exchange): Promise<void> {
  const { response, voice, requestId, chaos, refusal, signal } = exchange;
  if (chaos === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  if (chaos === 'hang-before-headers') return;
  if (isFailing(chaos)) {
    sendError(exchange, voice.error(chaos, { requestId }));
    return;
  }
  if (refusal !== null) {
    sendError(exchange, voice.error('bad-request', { requestId, message: refusal }));
    return;
  }
  try {
    const reply = await exchange.compose(moodUnder(chaos));
    const pacer = new Pacer(exchange.pace, { random: exchange.random, isSlow: chaos === 'slow', signal });
    await pacer.first();
    await (reply.isStream ? sendStream(exchange, reply, pacer) : sendWhole(exchange, reply));
  } catch (error) {
    if (!(error instanceof AimockRefusal)) throw error;
    response.writeHead(error.status, { ...exchangeHeaders(exchange), 'content-type': 'application/json' }).end(error.body);
  }
}

export function sendError(exchange: Pick<Exchange, 'voice' | 'requestId' | 'isSandbox' | 'response'>, { status, headers, body }: ErrorAnswer): void {
  exchange.response.writeHead(status, { ...exchangeHeaders(exchange), ...headers, 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function sendWhole(exchange: Exchange, reply: Reply): Promise<void> {
  const { response, chaos } = exchange;
  const content = chaos === 'garbage' ? Buffer.from('<html>upstream connect error</html>') : Buffer.concat(reply.frames.map((frame) => Buffer.from(frame)));
  response.writeHead(200, { ...exchangeHeaders(exchange), 'content-type': reply.type, 'content-length': content.length });
  if (!breaksOff(chaos)) {
    response.end(content);
    return;
  }
  response.write(content.subarray(0, Math.ceil(content.length / 2)));
  if (chaos === 'reset-mid-stream') await resetAfterReading(response);
  else if (chaos !== 'hang-mid-stream') response.destroy();
}

async function sendStream(exchange: Exchange, { type, frames }: Reply, pacer: Pacer): Promise<void> {
  const { response, chaos, voice } = exchange;
  response.writeHead(200, { ...exchangeHeaders(exchange), 'content-type': type, 'cache-control': 'no-cache' });
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
  else if (chaos === 'error-mid-stream') response.end(voice.errorFrame(exchange.requestId));
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
function exchangeHeaders({ voice, requestId, isSandbox }: Pick<Exchange, 'voice' | 'requestId' | 'isSandbox'>): Record<string, string> {
  return {
    ...(voice.requestIdHeader === null ? {} : { [voice.requestIdHeader]: requestId }),
    ...(isSandbox ? { 'x-modelhub-sandbox': 'true' } : {}),
  };
}
