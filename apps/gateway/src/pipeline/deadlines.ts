import type { Target } from '../accounts/targets.ts';
import type { Gateway } from '../gateway.ts';
import type { LatePhase, UpstreamCall } from '../upstream/upstream-call.ts';
import type { StreamRelay } from './relay-stream.ts';

/** So many times what 99 in 100 answers of an endpoint take is more than an answer that still comes takes. */
const PATIENCE = 3;
const USUAL_SHARE = 0.99;

export interface WatchedCall {
  readonly call: UpstreamCall;
  /** Null for a whole answer. */
  readonly relay: StreamRelay | null;
  readonly target: Target;
  /** Somebody else would be asked. */
  readonly hasAlternative: () => boolean;
}

/** The phase whose time is up at `nowMs` (of `performance.now()`); null while the provider is in time. */
export function latePhase(gateway: Gateway, { call, relay, target, hasAlternative }: WatchedCall, nowMs: number): LatePhase | null {
  const { startTimeoutMs, firstTokenTimeoutMs, idleTimeoutMs, totalTimeoutMs, streamTotalTimeoutMs } = gateway.settings;
  const tookMs = nowMs - call.startedAtMs;
  if (relay === null) {
    if (tookMs > totalTimeoutMs) return 'total-late';
    if (call.keptAtMs !== 0) return nowMs - call.keptAtMs > idleTimeoutMs ? 'silent' : null;
    // Looked at last, since it is long to find out.
    return tookMs > startTimeoutMs && tookMs > wholeStartMs(gateway, target) && hasAlternative() ? 'headers-late' : null;
  }
  if (call.headersAtMs === 0) return tookMs > startTimeoutMs ? 'headers-late' : null;
  if (!relay.hasReceived) return tookMs > firstTokenTimeoutMs ? 'first-token-late' : null;
  if (relay.providerSilentMs(nowMs) > idleTimeoutMs) return 'silent';
  return tookMs > streamTotalTimeoutMs ? 'total-late' : null;
}

/**
 * How long a whole answer may take to begin where somebody else can be asked. Providers compute it first and send its headers then, so that one that
 * hangs looks like one that works: all that tells them apart is what the endpoint's answers take otherwise.
 */
export function wholeStartMs({ health, settings }: Gateway, { account, endpoint }: Target): number {
  const { startTimeoutMs, wholeStartTimeoutMs } = settings;
  const usualMs = health.durationMs(account, endpoint.id, USUAL_SHARE);
  return usualMs === null ? wholeStartTimeoutMs : Math.min(wholeStartTimeoutMs, Math.max(startTimeoutMs, PATIENCE * usualMs));
}
