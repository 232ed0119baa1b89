import { ModelHubError } from '@modelhub/core/errors';
import { promptTokens } from '@modelhub/core/token-usage';
import type { Gateway } from '../gateway.ts';
import type { AbortReason, UpstreamCall } from '../upstream/upstream-call.ts';
import type { StreamRelay } from './relay-stream.ts';
import { LEASE_MS, type RequestRecord } from './request-record.ts';
import type { Watched } from './request-watch.ts';

const CHECKPOINT_STREAM_MS = 1_000;
const CHECKPOINT_WHOLE_MS = LEASE_MS / 3;

/**
 * One request while it is open in the journal: knows the call to the provider at work, ends it when the client leaves or a deadline passes, and
 * writes checkpoints while it runs.
 */
export class Exchange implements Watched {
  bagIndex = -1;
  readonly record: RequestRecord;
  /** The call at work and, for streams, its relay. */
  call: UpstreamCall | null = null;
  relay: StreamRelay | null = null;
  /** The journal has the request. */
  isRecorded = false;
  /** The journal refused it: it must not be served. */
  recordError: unknown = null;
  isShuttingDown = false;
  /** Resolves when the journal has answered, either way. */
  recorded: Promise<void> = Promise.resolve();
  readonly #gateway: Gateway;
  #checkpointAtMs = performance.now();

  constructor(gateway: Gateway, record: RequestRecord) {
    this.#gateway = gateway;
    this.record = record;
    gateway.watch.add(this);
    record.incoming.client.onGone = () => this.#abort('client-left');
  }

  get isClientGone(): boolean {
    return this.record.incoming.client.isGone;
  }

  /** Opens the event beside whatever else happens; the answer waits for it, the provider does not. */
  open(): void {
    this.recorded = this.#gateway.journal.open(this.record.toOpenEvent()).then(
      () => {
        this.isRecorded = true;
        this.relay?.release();
      },
      (error: unknown) => {
        this.recordError = error;
        this.#abort('not-recorded');
      },
    );
  }

  /** Tells the journal that another endpoint serves now. */
  moved(): void {
    this.#checkpoint();
  }

  tick(nowMs: number): void {
    const { call, relay } = this;
    if (call === null) return;
    if (nowMs - this.#checkpointAtMs >= (relay === null ? CHECKPOINT_WHOLE_MS : CHECKPOINT_STREAM_MS)) {
      this.#checkpointAtMs = nowMs;
      if (this.isRecorded) this.#checkpoint();
    }
    const { startTimeoutMs, firstTokenTimeoutMs, idleTimeoutMs, totalTimeoutMs } = this.#gateway.settings;
    if (relay === null) {
      if (nowMs - call.startedAtMs > totalTimeoutMs) call.abort('timeout');
    } else if (call.headersAtMs === 0) {
      if (nowMs - call.startedAtMs > startTimeoutMs) call.abort('timeout');
    } else if (!relay.hasReceived && nowMs - call.startedAtMs > firstTokenTimeoutMs) call.abort('timeout');
    else if (relay.providerSilentMs(nowMs) > idleTimeoutMs) call.abort('timeout');
    else if (relay.clientBehindMs(nowMs) > idleTimeoutMs) this.record.incoming.client.destroy();
    else relay.keepAlive(nowMs);
  }

  shutDown(): void {
    this.isShuttingDown = true;
    this.#abort('shutdown');
  }

  close(): void {
    this.#gateway.watch.delete(this);
    this.record.trial?.abandoned();
    this.record.incoming.client.onGone = null;
  }

  #abort(reason: AbortReason): void {
    this.call?.abort(reason);
  }

  #checkpoint(): void {
    const { record, relay } = this;
    const { translator } = relay ?? {};
    const reported = translator?.usage ?? null;
    const price = record.priceOfAnswer(reported === null ? record.call.promptTokens : promptTokens(reported), translator?.serviceTier ?? null);
    const atMs = this.#gateway.clock.nowMs();
    this.#gateway.journal.checkpoint({
      eventId: record.eventId,
      atMs,
      outputTokensForwarded: translator?.outputTokensForwarded ?? 0,
      leaseUntilMs: atMs + LEASE_MS,
      ...(reported === null ? {} : { reported }),
      ...(record.attempts > 1 || price !== record.price ? { served: record.served(price) } : {}),
    });
  }
}

/** The error that a client gets for a call that we ended ourselves. */
export function abortError(reason: AbortReason, providerName: string): ModelHubError {
  switch (reason) {
    case 'timeout':
      return new ModelHubError('timeout', { message: `${providerName} did not answer in time.` });
    case 'too-large':
      return new ModelHubError('provider_error', { message: `${providerName} sent an answer that is too large.` });
    case 'client-left':
      return new ModelHubError('request_cancelled', { message: 'The client closed the connection.' });
    case 'shutdown':
    case 'not-recorded':
    case 'stream-over':
      return new ModelHubError('provider_unavailable', { message: 'This gateway is shutting down. Try again.', retryAfterMs: 1_000 });
  }
}
