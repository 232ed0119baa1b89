import { ModelHubError, type ErrorCode } from '@modelhub/core/errors';
import type { ProviderConnection, UpstreamFailure, WholeAnswer } from '@modelhub/providers/types';
import type { PreparedCall } from '@modelhub/surfaces/types';
import { ownKeyFailure, unusableKeyFailure } from '../accounts/own-key-failure.ts';
import type { ProviderAccount } from '../accounts/provider-account.ts';
import type { Target } from '../accounts/targets.ts';
import type { Gateway } from '../gateway.ts';
import { UpstreamCall, type AbortReason, type UpstreamEnd } from '../upstream/upstream-call.ts';
import { abortError, timeout, type Exchange } from './exchange.ts';
import { firstAdmitted, nextAttempt } from './next-attempt.ts';
import { StreamRelay } from './relay-stream.ts';
import { servedByComment, streamHeaders } from './response-headers.ts';

/** What became of a request at its providers. */
export type Served =
  | { readonly kind: 'whole'; readonly response: WholeAnswer & { readonly contentType?: string } }
  /** All but the terminal part has been sent. */
  | { readonly kind: 'streamed'; readonly relay: StreamRelay }
  /** The stream broke after its beginning had been sent. */
  | { readonly kind: 'cut'; readonly relay: StreamRelay; readonly error: ModelHubError }
  | { readonly kind: 'failed'; readonly error: ModelHubError }
  | { readonly kind: 'cancelled'; readonly relay: StreamRelay | null };

/**
 * Tries the endpoints of the plan in order, until one serves, the request itself turns out to be at fault, or the first byte has been sent (see
 * next-attempt.ts).
 */
export async function serveFromPlan(gateway: Gateway, exchange: Exchange, planned: readonly [Target, ...Target[]]): Promise<Served> {
  const { record } = exchange;
  let candidates: readonly Target[] = planned;
  let unable: ModelHubError | null = null;
  let failed: ModelHubError | null = null;
  gateway.retryBudget.request(gateway.clock.nowMs());
  exchange.candidates = candidates;
  for (let index = firstAdmitted(gateway, candidates, 0) ?? 0; ;) {
    const candidate = candidates[index] ?? planned[0];
    record.attempts += 1;
    exchange.index = index;
    if (candidate !== record.candidate) record.useCandidate(candidate);
    if (record.attempts > 1) exchange.moved();
    record.trial = gateway.health.begin(candidate);
    const startedAtMs = performance.now();
    const result = await attempt(gateway, exchange, candidate);
    record.notes.attempted(candidate, startedAtMs, errorOf(result));
    if (result.kind === 'unable') {
      // Nothing was sent: what one endpoint cannot honour another may, and the first one's word is the answer when none can.
      record.trial.abandoned();
      unable ??= result.error;
      record.attempts -= 1;
      if (index + 1 >= candidates.length) return { kind: 'failed', error: failed ?? unable };
      index = firstAdmitted(gateway, candidates, index + 1) ?? index + 1;
      continue;
    }
    if (result.kind !== 'refused') return result;
    const { failure } = result;
    failed = failure.error;
    observeFailure(gateway, exchange, { candidate, failure });
    if (exchange.isShuttingDown) return { kind: 'failed', error: failure.error };
    const elapsedMs = performance.now() - record.incoming.receivedAtMs;
    const next = nextAttempt(gateway, { candidates, index, failure, attempts: record.attempts, elapsedMs, escapes: record.escapes });
    if (next === null) return { kind: 'failed', error: failure.error };
    if (next.afterMs > 0) await delay(next.afterMs);
    index = next.index;
    candidates = exchange.candidates = next.candidates;
    if (exchange.isClientGone) return { kind: 'cancelled', relay: null };
  }
}

function errorOf(result: Served | Refused | Unable): ErrorCode | null {
  if (result.kind === 'cancelled') return 'request_cancelled';
  if (result.kind === 'refused') return result.failure.error.code;
  return 'error' in result ? result.error.code : null;
}

interface Refused {
  readonly kind: 'refused';
  readonly failure: UpstreamFailure;
}

/** The endpoint cannot honour a parameter. */
interface Unable {
  readonly kind: 'unable';
  readonly error: ModelHubError;
}

async function attempt(gateway: Gateway, exchange: Exchange, candidate: Target): Promise<Served | Refused | Unable> {
  const { record } = exchange;
  const { account } = candidate;
  const { adapter, own } = account;
  const connection = account.needsSignIn ? await signedIn(gateway, account) : account.connection;
  // It may have left while there was no call yet that could be ended.
  if (exchange.isClientGone) return { kind: 'cancelled', relay: null };
  if (connection === null) {
    if (own === null) throw new Error(`our account with ${adapter.name} has no connection`);
    return { kind: 'refused', failure: unusableKeyFailure(adapter, own) };
  }
  let call: PreparedCall;
  try {
    call = record.call.prepare(adapter, { endpoint: candidate.endpoint, connection, context: record.answerContext() });
  } catch (error) {
    if (error instanceof ModelHubError && error.code === 'unsupported_parameter') return { kind: 'unable', error };
    // No token for this provider at the moment: another one may serve.
    if (error instanceof ModelHubError && error.code === 'provider_unavailable')
      return { kind: 'refused', failure: own === null ? { error, blame: 'credential', retryAfterMs: null } : unusableKeyFailure(adapter, own) };
    throw error;
  }
  const prepared: Prepared = { account, connection, call };
  // Awaited, since a promise that is resolved with a promise takes two more turns of the queue.
  return await (record.isStream ? attemptStream(gateway, exchange, prepared) : attemptWhole(gateway, exchange, prepared));
}

/** Service accounts of customers are exchanged when a first request needs them, and kept as long as some come. Null for one that cannot sign. */
async function signedIn({ signIn, logger }: Gateway, { connection, own }: ProviderAccount): Promise<ProviderConnection | null> {
  try {
    return connection === null ? null : await signIn.connect(connection);
  } catch (error) {
    logger.debug({ err: error, credentialId: own?.id }, 'the service account of a customer cannot sign');
    return null;
  }
}

interface Prepared {
  readonly account: ProviderAccount;
  readonly connection: ProviderConnection;
  readonly call: PreparedCall;
}

async function attemptWhole(gateway: Gateway, exchange: Exchange, { account, connection, call: prepared }: Prepared): Promise<Served | Refused> {
  const call = new UpstreamCall();
  exchange.call = call;
  gateway.upstreams.dispatch({ baseUrl: connection.baseUrl, isCustomAddress: account.isCustomAddress }, prepared.upstream, call);
  const end = await call.end;
  exchange.record.upstreamWaitMs += call.endedAtMs - call.startedAtMs;
  if (end.kind !== 'ended' || !call.isSuccess) return notServed(exchange, { account, call, end });
  noteAnswer(gateway, exchange, { account, call });
  try {
    return { kind: 'whole', response: prepared.fromResponse({ headers: call.headers, body: call.body() }) };
  } catch (error) {
    return { kind: 'refused', failure: { error: asError(error), blame: 'provider', retryAfterMs: null } };
  }
}

async function attemptStream(gateway: Gateway, exchange: Exchange, { account, connection, call: prepared }: Prepared): Promise<Served | Refused> {
  const { record } = exchange;
  const relay = new StreamRelay({
    translator: prepared.streamTranslator(),
    client: record.incoming.client,
    mayBegin: () => exchange.isRecorded,
    begin: () => {
      const nowMs = performance.now();
      record.trial?.answering();
      record.upstreamWaitMs += nowMs - call.startedAtMs;
      record.timeToFirstMs = nowMs - record.incoming.receivedAtMs;
      const { client } = record.incoming;
      if (client.hasBegun) client.write(servedByComment(record));
      else client.begin(200, streamHeaders(record, prepared.streamContentType));
    },
    opener: prepared.streamContentType === undefined ? exchange : null,
  });
  const call = new UpstreamCall({ onHeaders: () => noteAnswer(gateway, exchange, { account, call }), onData: (chunk) => relay.push(chunk) });
  relay.attach(call);
  exchange.call = call;
  exchange.relay = relay;
  const over = new Promise<UpstreamEnd>((resolve) => {
    relay.onOver = () => resolve({ kind: 'ended' });
  });
  gateway.upstreams.dispatch({ baseUrl: connection.baseUrl, isCustomAddress: account.isCustomAddress }, prepared.upstream, call);
  const end = await Promise.race([over, call.end]);
  // An answer can be faster than the journal: what it held back is read now.
  if (!exchange.isRecorded) await exchange.recorded;
  relay.onOver = null;
  if (end.kind === 'ended' && call.isSuccess) relay.conclude();
  if (relay.translator.isComplete) {
    relay.begin();
    if (call.endedAtMs === 0) gateway.watch.linger(call);
    return { kind: 'streamed', relay };
  }
  if (exchange.isClientGone) return { kind: 'cancelled', relay };
  if (!relay.hasBegun) exchange.relay = null;
  if (!call.isSuccess && end.kind === 'ended') return notServed(exchange, { account, call, end });
  call.abort('stream-over');
  const error = relay.error ?? brokenStreamError(end, account);
  if (relay.hasBegun) return { kind: 'cut', relay, error };
  if (end.kind !== 'ended') return notServed(exchange, { account, call, end });
  return { kind: 'refused', failure: { error, blame: 'provider', retryAfterMs: null } };
}

function notServed(exchange: Exchange, ended: { readonly account: ProviderAccount; readonly call: UpstreamCall; readonly end: UpstreamEnd }): Served | Refused {
  const { account, call, end } = ended;
  const { adapter, own } = account;
  if (exchange.isClientGone) return { kind: 'cancelled', relay: null };
  switch (end.kind) {
    case 'aborted':
      return {
        kind: 'refused',
        failure: { error: abortError(end.reason, adapter.name), blame: PROVIDERS_FAULT.has(end.reason) ? 'provider' : 'client', retryAfterMs: null },
      };
    case 'broken':
      return { kind: 'refused', failure: { error: connectionError(adapter.name, end.error), blame: 'provider', retryAfterMs: null } };
    case 'ended':
      return {
        kind: 'refused',
        failure:
          own === null
            ? adapter.toFailure(call.statusCode, call.headers, call.body())
            : ownKeyFailure(adapter, own, { status: call.statusCode, headers: call.headers, body: call.body() }),
      };
  }
}

/** Calls that we ended for another reason are over: nobody else is asked. */
const PROVIDERS_FAULT: ReadonlySet<AbortReason> = new Set<AbortReason>(['headers-late', 'first-token-late', 'silent', 'total-late', 'too-large']);

function noteAnswer(gateway: Gateway, exchange: Exchange, { account, call }: { readonly account: ProviderAccount; readonly call: UpstreamCall }): void {
  const { adapter } = account;
  exchange.record.providerRequestId = adapter.providerRequestId(call.headers);
  const headroom = adapter.readHeadroom?.(call.headers, gateway.clock.nowMs()) ?? null;
  if (headroom !== null) exchange.record.trial?.limitsLeft(headroom);
}

function observeFailure(
  { metrics }: Gateway,
  { record, call }: Exchange,
  { candidate, failure }: { readonly candidate: Target; readonly failure: UpstreamFailure },
): void {
  metrics.attemptFailed(candidate.endpoint.id, failure.error.code);
  // A call that we ended for a reason of ours says nothing about the provider.
  if (failure.blame === 'client' && (call?.statusCode ?? 0) < 400) record.trial?.abandoned();
  else record.trial?.failed(failure);
}

function brokenStreamError(end: UpstreamEnd, { adapter }: ProviderAccount): ModelHubError {
  if (end.kind === 'aborted') return abortError(end.reason, adapter.name);
  return new ModelHubError('provider_error', {
    message: `${adapter.name} broke off its answer.`,
    detail: end.kind === 'broken' ? end.error.message : 'the stream ended without its last event',
  });
}

/** Of our own client, and of undici. */
const CONNECT_TIMEOUTS: ReadonlySet<unknown> = new Set(['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT']);

function connectionError(providerName: string, cause: Error): ModelHubError {
  if ('code' in cause && CONNECT_TIMEOUTS.has(cause.code)) return timeout(providerName, 'no connection could be made', cause);
  return new ModelHubError('provider_unavailable', { message: `${providerName} cannot be reached.`, detail: cause.message, cause });
}

function asError(error: unknown): ModelHubError {
  if (error instanceof ModelHubError) return error;
  throw error;
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
