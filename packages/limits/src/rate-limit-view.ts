import type { PreparedRules } from './prepared-rules.ts';
import type { RateLimitView } from './types.ts';

interface Tightest {
  readonly limit: number;
  readonly remaining: number;
  readonly resetMs: number | null;
}

/** The request rule and the token rule with the least left, `remaining[i]` being what is left of rule i. */
export function rateLimitView(prepared: PreparedRules, remaining: readonly bigint[], nowMs: number): RateLimitView {
  const requests = tightest(prepared, { kind: 'requests', remaining, nowMs });
  const tokens = tightest(prepared, { kind: 'tokens', remaining, nowMs });
  return {
    limitRequests: requests?.limit ?? null,
    remainingRequests: requests?.remaining ?? null,
    resetRequestsMs: requests?.resetMs ?? null,
    limitTokens: tokens?.limit ?? null,
    remainingTokens: tokens?.remaining ?? null,
    resetTokensMs: tokens?.resetMs ?? null,
  };
}

function tightest(
  { rules, windows }: PreparedRules,
  options: { readonly kind: 'requests' | 'tokens'; readonly remaining: readonly bigint[]; readonly nowMs: number },
): Tightest | null {
  let found: Tightest | null = null;
  for (let i = 0; i < rules.length; i += 1) {
    const rule = rules[i];
    if (rule?.kind !== options.kind) continue;
    const left = options.remaining[i] ?? 0n;
    const remaining = left < 0n ? 0 : Number(left);
    if (found !== null && found.remaining <= remaining) continue;
    const endMs = windows[i]?.endMs ?? null;
    found = { limit: Number(rule.cap), remaining, resetMs: endMs === null ? null : Math.max(0, endMs - options.nowMs) };
  }
  return found;
}
