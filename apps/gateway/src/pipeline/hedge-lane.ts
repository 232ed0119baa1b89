import type { Target } from '../accounts/targets.ts';
import type { Gateway } from '../gateway.ts';
import type { Trial } from '../health/health-tracker.ts';
import type { UpstreamCall } from '../upstream/upstream-call.ts';
import type { AttemptLane, Refused, Unable } from './attempt-upstream.ts';
import { latePhase } from './deadlines.ts';
import type { Exchange, SecondAttempt } from './exchange.ts';
import { observeFailure } from './observe-attempt.ts';
import type { StreamOpener, StreamRelay } from './relay-stream.ts';
import type { RequestRecord } from './request-record.ts';

/**
 * The second of two attempts at once. It works beside the exchange, which goes on with the first, until one of them has something of an answer: then it
 * takes the exchange over, or it is over. What it is told until then is kept here.
 */
export class HedgeLane implements AttemptLane, SecondAttempt {
  readonly target: Target;
  /** The place of its endpoint in the plan. */
  readonly index: number;
  readonly trial: Trial;
  readonly startedAtMs = performance.now();
  /** Ended because the first attempt was faster. */
  isLost = false;
  readonly #gateway: Gateway;
  readonly #exchange: Exchange;
  /** What had been waited for providers before the first attempt, and when that began. */
  readonly #waitedBeforeMs: number;
  readonly #firstStartedAtMs: number;
  #call: UpstreamCall | null = null;
  #relay: StreamRelay | null = null;
  #providerRequestId: string | null = null;
  /** For its own whole answer. */
  #waitedMs = 0;

  constructor(gateway: Gateway, exchange: Exchange, place: { readonly target: Target; readonly index: number; readonly firstStartedAtMs: number }) {
    this.#gateway = gateway;
    this.#exchange = exchange;
    this.target = place.target;
    this.index = place.index;
    this.trial = gateway.health.begin(place.target);
    this.#firstStartedAtMs = place.firstStartedAtMs;
    this.#waitedBeforeMs = exchange.record.upstreamWaitMs;
  }

  get call(): UpstreamCall | null {
    return this.#call;
  }

  set call(call: UpstreamCall | null) {
    this.#call = call;
    if (this.#isInCharge) this.#exchange.call = call;
  }

  get relay(): StreamRelay | null {
    return this.#relay;
  }

  set relay(relay: StreamRelay | null) {
    this.#relay = relay;
    if (this.#isInCharge) this.#exchange.relay = relay;
  }

  get record(): RequestRecord {
    return this.#exchange.record;
  }

  get opener(): StreamOpener {
    return this.#exchange;
  }

  get isRecorded(): boolean {
    return this.#exchange.isRecorded;
  }

  get recorded(): Promise<void> {
    return this.#exchange.recorded;
  }

  /** Nobody waits for it. */
  get isClientGone(): boolean {
    return this.isLost || this.#exchange.isClientGone;
  }

  answered(providerRequestId: string | null): void {
    if (this.#isInCharge) this.record.providerRequestId = providerRequestId;
    else this.#providerRequestId = providerRequestId;
  }

  begins(call: UpstreamCall): void {
    this.takeOver();
    this.#exchange.begins(call);
  }

  waited(ms: number): void {
    if (this.#isInCharge) this.#exchange.waited(ms);
    else this.#waitedMs += ms;
  }

  tick(nowMs: number): void {
    const { call, relay, target } = this;
    const late = call === null ? null : latePhase(this.#gateway, { call, relay, target, hasAlternative: () => false }, nowMs);
    if (late !== null) call?.abort(late);
  }

  /** From now on it is the attempt at work: the first one has failed, or is slower and ends here. */
  takeOver(): void {
    const exchange = this.#exchange;
    const { record, call: first } = exchange;
    if (this.#isInCharge) return;
    const isFirstUnderWay = first !== null && first.endedAtMs === 0;
    exchange.hedge = null;
    exchange.call = this.call;
    exchange.relay = this.relay;
    exchange.index = this.index;
    record.useCandidate(this.target);
    if (isFirstUnderWay) record.trial?.overtaken(record.isStream);
    record.trial = this.trial;
    record.providerRequestId = this.#providerRequestId;
    record.upstreamWaitMs = this.#waitedBeforeMs + (this.call?.startedAtMs ?? performance.now()) - this.#firstStartedAtMs + this.#waitedMs;
    exchange.moved();
    if (isFirstUnderWay) first.abort('overtaken');
  }

  /** The first attempt is faster, or ends all of them. */
  lose(): void {
    const { call } = this;
    this.isLost = true;
    this.#exchange.hedge = null;
    this.call = null;
    this.relay = null;
    call?.abort('overtaken');
    this.trial.overtaken(this.record.isStream);
  }

  /** It has failed while the first is under way, which goes on alone. */
  fail(result: Refused | Unable): void {
    const { call, target, trial } = this;
    this.#exchange.hedge = null;
    this.#exchange.index = this.index;
    if (result.kind === 'unable') trial.abandoned();
    else observeFailure(this.#gateway, { trial, call, target, failure: result.failure });
  }

  get #isInCharge(): boolean {
    return this.#exchange.record.trial === this.trial;
  }
}
