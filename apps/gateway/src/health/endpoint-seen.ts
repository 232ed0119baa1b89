import { Breaker, ENDPOINT_RULE } from './breaker.ts';
import type { EndingKind } from './endings.ts';
import { LiveFigures } from './live-figures.ts';
import { MinuteFigures } from './minute-figures.ts';
import { PeakEwma } from './peak-ewma.ts';

const SLOW_SHARE = 0.95;

/** An answer, on a clock whose milliseconds are those of all the figures. */
interface Answer {
  readonly beganAtMs: number;
  /** When the first token of a stream came; null for a whole answer. */
  readonly firstAtMs: number | null;
  readonly nowMs: number;
  readonly outputTokens: number;
  readonly isProbe: boolean;
}

/** Everything that is known of one endpoint on one account. */
export class EndpointSeen {
  readonly breaker = new Breaker(ENDPOINT_RULE);
  readonly load = new PeakEwma();
  /** Of our account alone: they are what everybody is told, and there are many customers. */
  readonly figures: EndpointFigures | null;
  /** When the latest request, or probe, left. */
  askedAtMs = 0;
  /** When the latest request of a customer left. */
  requestedAtMs = 0;
  /** When the latest request left that was answered. */
  answeredSinceMs = 0;

  /** What is left of the account's limits there, by the last answer; null where the provider does not say. */
  headroomShare: number | null = null;
  /** There is nearly nothing left until then. */
  tightUntilMs = 0;

  constructor(isOurs: boolean) {
    this.figures = isOurs ? { live: new LiveFigures(), minute: new MinuteFigures() } : null;
  }

  began(nowMs: number, isProbe: boolean): void {
    this.askedAtMs = nowMs;
    if (!isProbe) this.requestedAtMs = nowMs;
    this.load.began();
  }

  answered({ beganAtMs, firstAtMs, nowMs, outputTokens, isProbe }: Answer): void {
    this.ended('answered', nowMs, isProbe);
    this.answeredSinceMs = Math.max(this.answeredSinceMs, beganAtMs);
    const tookMs = nowMs - beganAtMs;
    // A probe is over with the first token: it tells how long that takes, and nothing about whole answers.
    const firstMs = isProbe ? tookMs : firstAtMs === null ? null : firstAtMs - beganAtMs;
    if (!isProbe) this.load.observe(firstMs ?? tookMs, nowMs);
    if (this.figures === null) return;
    const { live, minute } = this.figures;
    if (firstMs !== null) {
      live.timeToFirst.record(firstMs, nowMs);
      live.lately.timeToFirst.record(firstMs, nowMs);
      minute.timeToFirst(firstMs);
    }
    if (isProbe) return;
    live.latency.record(tookMs, nowMs);
    live.lately.latency.record(tookMs, nowMs);
    minute.latency(tookMs);
    const generatedMs = nowMs - (firstAtMs ?? beganAtMs);
    if (outputTokens === 0 || generatedMs <= 0) return;
    live.throughput.record((outputTokens * 1_000) / generatedMs, nowMs);
    minute.wrote(outputTokens, generatedMs);
  }

  /** Another endpoint was faster. What has taken longer than 95 in 100 is slow, though it cannot be told by how much: left out, it would look faster than it is. */
  overtaken(beganAtMs: number, { isStream, nowMs }: { readonly isStream: boolean; readonly nowMs: number }): void {
    if (this.figures === null) return;
    const { live } = this.figures;
    const usualMs = isStream ? live.latencyMs(SLOW_SHARE, nowMs) : live.durationMs(SLOW_SHARE, nowMs);
    const tookMs = nowMs - beganAtMs;
    if (usualMs !== null && tookMs > usualMs) (isStream ? live.timeToFirst : live.latency).record(tookMs, nowMs);
  }

  ended(kind: EndingKind, nowMs: number, isProbe: boolean): void {
    if (this.figures === null) return;
    const { live, minute } = this.figures;
    live.ended(kind, nowMs);
    if (isProbe) minute.probed(kind);
    else minute.ended(kind);
  }
}

export interface EndpointFigures {
  readonly live: LiveFigures;
  readonly minute: MinuteFigures;
}
