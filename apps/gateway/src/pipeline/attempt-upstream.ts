import { ModelHubError } from '@modelhub/core/errors';
import type { ProviderConnection, UpstreamFailure, WholeAnswer } from '@modelhub/providers/types';
import type { PreparedCall } from '@modelhub/surfaces/types';
import { ownKeyFailure, unusableKeyFailure } from '../accounts/own-key-failure.ts';
import type { ProviderAccount } from '../accounts/provider-account.ts';
import type { Target } from '../accounts/targets.ts';
import type { Gateway } from '../gateway.ts';
import type { Trial } from '../health/health-tracker.ts';
import { UpstreamCall, type AbortReason, type UpstreamEnd } from '../upstream/upstream-call.ts';
import { abortError, timeout } from './abort-error.ts';
import { StreamRelay, type StreamOpener } from './relay-stream.ts';
import type { RequestRecord } from './request-record.ts';
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

export type AttemptResult = Served | Refused | Unable;

export interface Refused {
  readonly kind: 'refused';
  readonly failure: UpstreamFailure;
}

/** The endpoint cannot honour a parameter. */
export interface Unable {
  readonly kind: 'unable';
  readonly error: ModelHubError;
}

/** What an attempt works with: the exchange, or, for the second of two at once, a lane beside it (see hedged-attempt.ts). */
export interface AttemptLane {
  readonly record: RequestRecord;
  /** For whoever keeps the health of endpoints. */
  readonly trial: Trial | null;
  readonly opener: StreamOpener;
  /** The call at work and, for streams, its relay. Another call there means that this attempt is of no use any more. */
  call: UpstreamCall | null;
  relay: StreamRelay | null;
  /** The journal has the request. */
  readonly isRecorded: boolean;
  readonly recorded: Promise<void>;
  readonly isClientGone: boolean;
  answered(providerRequestId: string | null): void;
  /** The first byte of the answer is about to leave. */
  begins(call: UpstreamCall): void;
  /** A whole answer was waited for that long. */
  waited(ms: number): void;
}

/** One request to one endpoint. Answers at once where nothing can be sent. */
export function attempt(gateway: Gateway, lane: AttemptLane, candidate: Target): AttemptResult | Promise<AttemptResult> {
  const { account } = candidate;
  return account.needsSignIn ? attemptSignedIn(gateway, lane, candidate) : attemptOver(gateway, lane, { candidate, connection: account.connection });
}

async function attemptSignedIn(gateway: Gateway, lane: AttemptLane, candidate: Target): Promise<AttemptResult> {
  const connection = await signedIn(gateway, candidate.account);
  return await attemptOver(gateway, lane, { candidate, connection });
}

function attemptOver(
  gateway: Gateway,
  lane: AttemptLane,
  { candidate, connection }: { readonly candidate: Target; readonly connection: ProviderConnection | null },
): AttemptResult | Promise<AttemptResult> {
  const { record } = lane;
  const { account } = candidate;
  const { adapter, own } = account;
  // It may have left while there was no call yet that could be ended.
  if (lane.isClientGone) return { kind: 'cancelled', relay: null };
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
  return record.isStream ? attemptStream(gateway, lane, prepared) : attemptWhole(gateway, lane, prepared);
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

async function attemptWhole(gateway: Gateway, lane: AttemptLane, { account, connection, call: prepared }: Prepared): Promise<Served | Refused> {
  const call = new UpstreamCall();
  lane.call = call;
  gateway.upstreams.dispatch({ baseUrl: connection.baseUrl, isCustomAddress: account.isCustomAddress }, prepared.upstream, call);
  const end = await call.end;
  if (lane.call === call) lane.waited(call.endedAtMs - call.startedAtMs);
  if (end.kind !== 'ended' || !call.isSuccess) return notServed(lane, { account, call, end });
  noteAnswer(gateway, lane, { account, call });
  try {
    return { kind: 'whole', response: prepared.fromResponse({ headers: call.headers, body: call.body() }) };
  } catch (error) {
    return { kind: 'refused', failure: { error: asError(error), blame: 'provider', retryAfterMs: null } };
  }
}

async function attemptStream(gateway: Gateway, lane: AttemptLane, { account, connection, call: prepared }: Prepared): Promise<Served | Refused> {
  const { record } = lane;
  const relay = new StreamRelay({
    translator: prepared.streamTranslator(),
    client: record.incoming.client,
    mayBegin: () => lane.isRecorded,
    begin: () => {
      lane.begins(call);
      const { client } = record.incoming;
      if (client.hasBegun) client.write(servedByComment(record));
      else client.begin(200, streamHeaders(record, prepared.streamContentType));
    },
    opener: prepared.streamContentType === undefined ? lane.opener : null,
  });
  const call = new UpstreamCall({ onHeaders: () => noteAnswer(gateway, lane, { account, call }), onData: (chunk) => relay.push(chunk) });
  relay.attach(call);
  lane.call = call;
  lane.relay = relay;
  const over = new Promise<UpstreamEnd>((resolve) => {
    relay.onOver = () => resolve({ kind: 'ended' });
  });
  gateway.upstreams.dispatch({ baseUrl: connection.baseUrl, isCustomAddress: account.isCustomAddress }, prepared.upstream, call);
  const end = await Promise.race([over, call.end]);
  // An answer can be faster than the journal: what it held back is read now.
  if (!lane.isRecorded) await lane.recorded;
  relay.onOver = null;
  if (lane.call !== call) return notServed(lane, { account, call, end: OVERTAKEN });
  if (end.kind === 'ended' && call.isSuccess) relay.conclude();
  if (relay.translator.isComplete) {
    relay.begin();
    if (call.endedAtMs === 0) gateway.watch.linger(call);
    return { kind: 'streamed', relay };
  }
  if (lane.isClientGone) return { kind: 'cancelled', relay };
  if (!relay.hasBegun) lane.relay = null;
  if (!call.isSuccess && end.kind === 'ended') return notServed(lane, { account, call, end });
  call.abort('stream-over');
  const error = relay.error ?? brokenStreamError(end, account);
  if (relay.hasBegun) return { kind: 'cut', relay, error };
  if (end.kind !== 'ended') return notServed(lane, { account, call, end });
  return { kind: 'refused', failure: { error, blame: 'provider', retryAfterMs: null } };
}

function notServed(lane: AttemptLane, ended: { readonly account: ProviderAccount; readonly call: UpstreamCall; readonly end: UpstreamEnd }): Served | Refused {
  const { account, call, end } = ended;
  const { adapter, own } = account;
  if (lane.isClientGone) return { kind: 'cancelled', relay: null };
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

/** Another attempt at the same request was faster. */
const OVERTAKEN: UpstreamEnd = { kind: 'aborted', reason: 'overtaken' };

/** Calls that we ended for another reason are over: nobody else is asked. */
const PROVIDERS_FAULT: ReadonlySet<AbortReason> = new Set<AbortReason>(['headers-late', 'first-token-late', 'silent', 'total-late', 'too-large']);

function noteAnswer(gateway: Gateway, lane: AttemptLane, { account, call }: { readonly account: ProviderAccount; readonly call: UpstreamCall }): void {
  const { adapter } = account;
  lane.answered(adapter.providerRequestId(call.headers));
  const headroom = adapter.readHeadroom?.(call.headers, gateway.clock.nowMs()) ?? null;
  if (headroom !== null) lane.trial?.limitsLeft(headroom);
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
