import { PassThrough } from 'node:stream';
import { ModelHubError } from '@modelhub/core/errors';
import { completionTokens, promptTokens } from '@modelhub/core/token-usage';
import type { Reservation } from '@modelhub/limits/types';
import type { NativeApi } from '@modelhub/providers/passthrough/native-api';
import { UsageTap } from '@modelhub/providers/passthrough/usage-tap';
import type { Dispatcher } from 'undici';
import type { Gateway } from '../gateway.ts';
import { sendError, toModelHubError } from '../pipeline/error-response.ts';
import { abortError } from '../pipeline/abort-error.ts';
import { refusal } from '../pipeline/reserve-limits.ts';
import { UpstreamCall } from '../upstream/upstream-call.ts';
import { answerHeaders, requestHeaders, withoutKeyParameter } from './forwarded-headers.ts';
import { nativeDestination, type NativeDestination } from './native-destination.ts';
import { NativeExchange, type NativeEnding } from './native-exchange.ts';
import type { NativeRequest } from './native-request.ts';

/**
 * A request that goes to a provider as it is, on the customer's own key: for what only that provider has, and for whoever leaves. The body is not
 * buffered, neither there nor back; limits on requests, tokens and concurrency count, and what it used is written down where the answer says so.
 */
export async function passThrough(gateway: Gateway, api: NativeApi, request: NativeRequest): Promise<void> {
  const { client, requestId, errorForm } = request;
  try {
    const destination = nativeDestination(gateway, api, {
      principal: request.principal,
      headers: request.raw.headers,
      query: request.path.split('?')[1] ?? '',
    });
    const exchange = new NativeExchange(gateway, request, api);
    const reservation = await reserve(gateway, request, exchange.eventId);
    try {
      await exchange.open();
      await forward(gateway, exchange, { api, request, destination, reservation });
    } finally {
      // Takes no effect after a settlement.
      reservation.release();
      exchange.close();
      // What the provider did not want to read: the connection can carry the next request only when it is gone.
      request.raw.unpipe();
      request.raw.resume();
    }
  } catch (thrown) {
    const error = toModelHubError(thrown);
    if (error.code === 'internal_error') gateway.logger.error({ err: thrown, requestId }, 'a request failed on our side');
    gateway.metrics.refused(error.code);
    if (client.hasBegun) client.destroy();
    else sendError(client, error, { requestId, form: errorForm });
  }
}

async function reserve(gateway: Gateway, { principal, raw }: NativeRequest, eventId: string): Promise<Reservation> {
  // What is in the body is not known before it is gone; its length is a sign of how much there is to read.
  const bytes = Number(raw.headers['content-length'] ?? 0);
  const tokens = Number.isSafeInteger(bytes) ? Math.ceil(Math.min(bytes, 4_000_000) / 4) : 0;
  const result = await gateway.limits.reserve(principal.limits, { tokens, costNanoUsd: 0n }, { hardCap: principal.hardCap, eventId });
  if (result.kind !== 'reserved') throw refusal(result, 0n);
  return result.reservation;
}

interface Forwarding {
  readonly api: NativeApi;
  readonly request: NativeRequest;
  readonly destination: NativeDestination;
  readonly reservation: Reservation;
}

async function forward(gateway: Gateway, exchange: NativeExchange, { api, request, destination, reservation }: Forwarding): Promise<void> {
  const { client, requestId } = request;
  let tap: UsageTap | null = null;
  const facts = (): string[] => ['x-modelhub-request-id', requestId, 'x-generation-id', exchange.generationId, 'x-modelhub-provider-key', 'own'];
  const headers = (): string[] => [
    ...answerHeaders(call.headers),
    ...(call.headers['x-request-id'] === undefined ? ['x-request-id', requestId] : []),
    ...facts(),
  ];
  const call = new UpstreamCall({
    onHeaders() {
      exchange.lastDataAtMs = performance.now();
      if (!call.isSuccess) return;
      tap = new UsageTap(exchange.reader, { contentType: textOf(call.headers['content-type']), contentEncoding: textOf(call.headers['content-encoding']) });
      client.begin(call.statusCode, headers());
    },
    onData(chunk) {
      exchange.lastDataAtMs = performance.now();
      tap?.push(chunk);
      if (client.write(chunk)) return;
      call.pause();
      exchange.isPaused = true;
      client.onDrain(() => {
        exchange.isPaused = false;
        exchange.lastDataAtMs = performance.now();
        call.resume();
      });
    },
  });
  exchange.call = call;
  if (client.isGone) call.abort('client-left');
  gateway.upstreams.send(destination, outgoing(api, request, destination), call);
  const end = await call.end;
  const read = tap as UsageTap | null;
  read?.end();
  const error =
    end.kind === 'ended'
      ? null
      : end.kind === 'aborted'
        ? abortError(end.reason, api.providerId)
        : new ModelHubError('provider_unavailable', { message: `${api.providerId} cannot be reached.`, detail: end.error.message, cause: end.error });
  const ending = endingOf({ call, error, isGone: client.isGone, isStream: read?.isStream === true });
  const settled = await exchange.settle(ending);
  if (settled.usageSource !== 'none') reservation.settle({ tokens: promptTokens(settled.usage) + completionTokens(settled.usage), costNanoUsd: 0n });
  if (error === null) {
    if (!client.hasBegun) client.begin(call.statusCode, headers());
    client.end(call.isSuccess ? undefined : call.body());
  } else if (client.hasBegun) {
    // The client is told by the missing end: a clean one would make a cut answer whole.
    client.destroy();
  } else {
    sendError(client, error, { requestId, form: request.errorForm, extra: facts().slice(2) });
  }
}

function outgoing(api: NativeApi, { raw, path, presentedKey }: NativeRequest, destination: NativeDestination): Omit<Dispatcher.DispatchOptions, 'origin'> {
  const { keyHeaders, authorization } = destination;
  const hasBody = raw.headers['content-length'] !== undefined || raw.headers['transfer-encoding'] !== undefined;
  return {
    method: raw.method as Dispatcher.HttpMethod,
    path: withoutKeyParameter(path, { parameter: api.keyParameter, isKept: authorization.length === 0, presentedKey }),
    headers: [...requestHeaders({ rawHeaders: raw.rawHeaders, presentedKey, keyHeaders }), ...authorization.flat()],
    // Not the request itself: with a connection that breaks, the client would be cut off from the answer that says so.
    body: hasBody ? raw.pipe(new PassThrough().on('error', () => {})) : null,
  };
}

function endingOf({
  call,
  error,
  isGone,
  isStream,
}: {
  readonly call: UpstreamCall;
  readonly error: ModelHubError | null;
  readonly isGone: boolean;
  readonly isStream: boolean;
}): NativeEnding {
  if (isGone) return { outcome: 'cancelled', statusCode: call.statusCode === 0 ? 499 : call.statusCode, errorCode: 'request_cancelled', isStream };
  if (error !== null) {
    const hasBegun = call.isSuccess && call.headersAtMs !== 0;
    return { outcome: hasBegun ? 'truncated' : 'failed', statusCode: hasBegun ? call.statusCode : error.status, errorCode: error.code, isStream };
  }
  return {
    outcome: call.statusCode < 400 ? 'completed' : 'failed',
    statusCode: call.statusCode,
    errorCode: call.statusCode < 400 ? null : 'provider_error',
    isStream,
  };
}

function textOf(value: string | string[] | undefined): string {
  return ((Array.isArray(value) ? value[0] : value) ?? '').toLowerCase();
}
