import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { AimockBackend, BackendRequest } from './aimock-backend.ts';
import type { ChaosKind } from './chaos.ts';
import type { Conversation } from './conversation.ts';
import { errorAnswer, errorEvent, isFailing } from './error-answers.ts';
import { Pacer, type Pace } from './pace.ts';
import { planAnswer } from './plan-answer.ts';
import { NO_TOKENS } from './usage.ts';
import { bodyWithUsage, frameWithUsage } from './with-usage.ts';

export interface Exchange {
  readonly backend: AimockBackend;
  readonly request: BackendRequest;
  readonly response: ServerResponse;
  readonly conversation: Conversation;
  readonly requestId: string;
  readonly chaos: ChaosKind | null;
  readonly pace: Pace;
  readonly isSandbox: boolean;
  /** Fires when the caller leaves. */
  readonly signal: AbortSignal;
}

/** Answers one request as its provider would, or as the asked chaos has it. */
export async function serveAnswer(exchange: Exchange): Promise<void> {
  const { response, conversation, chaos, signal } = exchange;
  if (chaos === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  if (chaos === 'hang-before-headers') return;
  if (isFailing(chaos)) {
    const { status, headers, body } = errorAnswer(conversation.dialect, chaos, exchange.requestId);
    response.writeHead(status, { ...exchangeHeaders(exchange), ...headers, 'content-type': 'application/json' }).end(body);
    return;
  }
  const plan = planAnswer(conversation, { isSandbox: exchange.isSandbox });
  const answer = await exchange.backend.answer(exchange.request, plan);
  const usage = chaos === 'no-usage' ? null : chaos === 'zero-usage' ? NO_TOKENS : plan.usage;
  const pacer = new Pacer(exchange.pace, { random: plan.random, isSlow: chaos === 'slow', signal });
  await pacer.first();
  if (answer.status !== 200) {
    response.writeHead(answer.status, { ...exchangeHeaders(exchange), 'content-type': 'application/json' }).end(answer.body);
  } else if (conversation.isStream) {
    const frames = answer.body
      .toString()
      .split('\n\n')
      .filter((frame) => frame !== '');
    await sendStream(
      exchange,
      frames.map((frame) => frameWithUsage(conversation, `${frame}\n\n`, usage)).filter((frame) => frame !== null),
      pacer,
    );
  } else {
    const whole = bodyWithUsage(conversation, JSON.parse(answer.body.toString()) as Record<string, unknown>, usage);
    sendWhole(exchange, Buffer.from(JSON.stringify(whole)));
  }
}

function sendWhole(exchange: Exchange, body: Buffer): void {
  const { response, chaos } = exchange;
  const content = chaos === 'garbage' ? Buffer.from('<html>upstream connect error</html>') : body;
  response.writeHead(200, { ...exchangeHeaders(exchange), 'content-type': 'application/json', 'content-length': content.length });
  if (!breaksOff(chaos)) {
    response.end(content);
    return;
  }
  response.write(content.subarray(0, Math.ceil(content.length / 2)));
  if (chaos === 'reset-mid-stream') response.socket?.resetAndDestroy();
  else if (chaos !== 'hang-mid-stream') response.destroy();
}

async function sendStream(exchange: Exchange, frames: readonly string[], pacer: Pacer): Promise<void> {
  const { response, chaos, conversation } = exchange;
  response.writeHead(200, { ...exchangeHeaders(exchange), 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
  if (chaos === 'garbage') {
    response.end('data: {"choices": [{"delta"\n\n');
    return;
  }
  const sent = breaksOff(chaos) ? frames.slice(0, Math.max(2, Math.ceil(frames.length / 2))) : frames;
  for (const frame of sent) {
    await pacer.chunk();
    if (!response.write(frame)) await once(response, 'drain', { signal: exchange.signal });
  }
  if (chaos === 'hang-mid-stream') return;
  if (chaos === 'reset-mid-stream') response.socket?.resetAndDestroy();
  else if (chaos === 'error-mid-stream') response.end(errorEvent(conversation.dialect, exchange.requestId));
  else response.end();
}

function breaksOff(chaos: ChaosKind | null): boolean {
  return chaos === 'hang-mid-stream' || chaos === 'cut-stream' || chaos === 'reset-mid-stream' || chaos === 'error-mid-stream';
}

/** The headers by which each provider names a request. */
function exchangeHeaders({ conversation, requestId, isSandbox }: Exchange): Record<string, string> {
  return {
    [conversation.dialect === 'openai' ? 'x-request-id' : 'request-id']: requestId,
    ...(isSandbox ? { 'x-modelhub-sandbox': 'true' } : {}),
  };
}
