import { promptTokens } from '@modelhub/core/token-usage';
import type { HedgeWish } from '@modelhub/routing/types';
import type { Target } from '../accounts/targets.ts';
import type { Gateway } from '../gateway.ts';
import type { Trial } from '../health/health-tracker.ts';
import type { AbortReason, UpstreamCall } from '../upstream/upstream-call.ts';
import type { AttemptLane } from './attempt-upstream.ts';
import { latePhase } from './deadlines.ts';
import { hasAlternative } from './next-attempt.ts';
import type { StreamOpener, StreamRelay } from './relay-stream.ts';
import { LEASE_MS, type RequestRecord } from './request-record.ts';
import type { Watched } from './request-watch.ts';
import { earlyStreamHeaders } from './response-headers.ts';

const CHECKPOINT_STREAM_MS = 1_000;
const CHECKPOINT_WHOLE_MS = LEASE_MS / 3;

/** What the exchange has to do with a second request beside its own: see hedge-lane.ts. */
export interface SecondAttempt {
  readonly call: UpstreamCall | null;
  readonly relay: StreamRelay | null;
  tick(nowMs: number): void;
  /** The first one is faster, or ends all of them. */
  lose(): void;
}

/**
 * One request while it is open in the journal: knows the call to the provider at work, ends it when the client leaves or a deadline passes, and
 * writes checkpoints while it runs.
 */
export class Exchange implements Watched, StreamOpener, AttemptLane {
  bagIndex = -1;
  readonly record: RequestRecord;
  /** The call at work and, for streams, its relay. */
  call: UpstreamCall | null = null;
  relay: StreamRelay | null = null;
  /** The stream of which headers and comments left before anything of an answer had come; another one may be the answer. */
  openedBy: StreamRelay | null = null;
  /** Where the request can go, and which of that is at work. */
  candidates: readonly Target[] = [];
  index = 0;
  /** The client wants a second request beside one that is slow. */
  hedging: HedgeWish | null = null;
  /** The second request, while it is not known which of the two will be the answer. */
  hedge: SecondAttempt | null = null;
  /** The journal has the request. */
  isRecorded = false;
  /** The journal refused it: it must not be served. */
  recordError: unknown = null;
  isShuttingDown = false;
  /** Resolves when the journal has answered, either way. */
  recorded: Promise<void> = Promise.resolve();
  readonly #gateway: Gateway;
  #checkpointAtMs = performance.now();
  readonly #hasAlternative = (): boolean => hasAlternative(this.#gateway, { candidates: this.candidates, index: this.index, attempts: this.record.attempts });

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
        this.hedge?.relay?.release();
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
    const { candidate: target } = this.record;
    const late = latePhase(this.#gateway, { call, relay, target, hasAlternative: this.#hasAlternative }, nowMs);
    if (late !== null) call.abort(late);
    this.hedge?.tick(nowMs);
    if (late === null) relay?.keepAlive(nowMs, this.#gateway.settings.keepAliveMs);
  }

  get trial(): Trial | null {
    return this.record.trial;
  }

  get opener(): StreamOpener {
    return this;
  }

  answered(providerRequestId: string | null): void {
    this.record.providerRequestId = providerRequestId;
  }

  begins({ startedAtMs }: UpstreamCall): void {
    this.hedge?.lose();
    const { record } = this;
    const nowMs = performance.now();
    record.trial?.answering();
    record.upstreamWaitMs += nowMs - startedAtMs;
    record.timeToFirstMs = nowMs - record.incoming.receivedAtMs;
  }

  waited(ms: number): void {
    this.record.upstreamWaitMs += ms;
  }

  /** From here on an error is the last event of a stream; who serves it is said when it is known. */
  openEarly(relay: StreamRelay): void {
    this.openedBy = relay;
    this.record.incoming.client.begin(200, earlyStreamHeaders(this.record));
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
    this.hedge?.call?.abort(reason);
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
