import { decimalFromNanoUsd } from '@modelhub/core/money';
import type { RateLimitView } from '@modelhub/limits/types';
import type { RequestRecord } from './request-record.ts';

const EVENT_STREAM = 'text/event-stream; charset=utf-8';

/** Flat lists of names and values, as `writeHead` takes them fastest. */
export function streamHeaders(record: RequestRecord, contentType: string = EVENT_STREAM): string[] {
  const headers = ['content-type', contentType, 'cache-control', 'no-cache', 'x-accel-buffering', 'no'];
  addFacts(headers, record);
  return headers;
}

/** Of a stream whose answer has not begun: who serves it, and how long that takes, is not known yet. */
export function earlyStreamHeaders({ incoming, generationId, rateLimits }: RequestRecord): string[] {
  const headers = ['content-type', EVENT_STREAM, 'cache-control', 'no-cache', 'x-accel-buffering', 'no'];
  headers.push('x-request-id', incoming.requestId, 'x-generation-id', generationId);
  if (rateLimits !== null) addRateLimits(headers, rateLimits);
  return headers;
}

/** What the headers of such a stream could not say, as a comment. */
export function servedByComment({ candidate: { endpoint } }: RequestRecord): string {
  return `: x-modelhub-model ${endpoint.model}\n: x-modelhub-provider ${endpoint.provider}\n\n`;
}

export function answerHeaders(record: RequestRecord, answer: { readonly bytes: number; readonly contentType: string; readonly costNanoUsd: bigint }): string[] {
  const headers = ['content-type', answer.contentType, 'content-length', String(answer.bytes), 'x-modelhub-cost-usd', decimalFromNanoUsd(answer.costNanoUsd)];
  addFacts(headers, record);
  return headers;
}

function addFacts(headers: string[], record: RequestRecord): void {
  const { endpoint } = record.candidate;
  const elapsedMs = performance.now() - record.incoming.receivedAtMs;
  headers.push(
    'x-request-id',
    record.incoming.requestId,
    'x-generation-id',
    record.generationId,
    'x-modelhub-model',
    endpoint.model,
    'x-modelhub-provider',
    endpoint.provider,
    'openai-processing-ms',
    String(Math.round(elapsedMs)),
    'x-modelhub-overhead-ms',
    Math.max(0, elapsedMs - record.upstreamWaitMs).toFixed(2),
  );
  // Whose key it was: the provider bills what ran on the customer's.
  if (record.candidate.account.own !== null) headers.push('x-modelhub-provider-key', 'own');
  if (record.rateLimits !== null) addRateLimits(headers, record.rateLimits);
}

/** In OpenAI's form: `x-ratelimit-reset-*` is a duration such as `12s` or `340ms`. */
export function addRateLimits(headers: string[], limits: RateLimitView): void {
  if (limits.limitRequests !== null) {
    headers.push('x-ratelimit-limit-requests', String(limits.limitRequests), 'x-ratelimit-remaining-requests', String(limits.remainingRequests ?? 0));
    if (limits.resetRequestsMs !== null) headers.push('x-ratelimit-reset-requests', duration(limits.resetRequestsMs));
  }
  if (limits.limitTokens !== null) {
    headers.push('x-ratelimit-limit-tokens', String(limits.limitTokens), 'x-ratelimit-remaining-tokens', String(limits.remainingTokens ?? 0));
    if (limits.resetTokensMs !== null) headers.push('x-ratelimit-reset-tokens', duration(limits.resetTokensMs));
  }
}

function duration(ms: number): string {
  return ms < 1_000 ? `${Math.ceil(ms)}ms` : `${Math.ceil(ms / 1_000)}s`;
}
