import type { HeadroomReader } from './types.ts';

/** The headers of one limit, in lower case. */
interface LimitHeaders {
  readonly limit: string;
  readonly remaining: string;
  /** Absent where the provider does not say when. */
  readonly reset?: string;
}

/** With less than that left, the next few requests may be the ones that are refused. */
const LOW_SHARE = 0.05;
/** Limits are filled up again all the time: what is not known to be refilled by then will say so. */
const LOW_MS_DEFAULT = 10_000;
const LOW_MS_MAX = 60_000;

/** OpenAI (developers.openai.com/api/docs/guides/rate-limits, "Rate limits in headers"), and those who took its names: Groq, xAI, Azure, Fireworks. */
const OPENAI = ['requests', 'tokens'].map((what) => ({
  limit: `x-ratelimit-limit-${what}`,
  remaining: `x-ratelimit-remaining-${what}`,
  reset: `x-ratelimit-reset-${what}`,
}));
/** Cerebras (inference-docs.cerebras.ai/support/rate-limits); resets are in seconds. */
const CEREBRAS = ['requests-day', 'tokens-minute'].map((what) => ({
  limit: `x-ratelimit-limit-${what}`,
  remaining: `x-ratelimit-remaining-${what}`,
  reset: `x-ratelimit-reset-${what}`,
}));
/** Mistral, as seen on the wire in February 2026 (mistralai/client-ts#169). */
const MISTRAL = ['req-minute', 'tokens-minute'].map((what) => ({ limit: `x-ratelimit-limit-${what}`, remaining: `x-ratelimit-remaining-${what}` }));
/** Anthropic (platform.claude.com/docs/en/api/rate-limits, "Response headers"); resets are points in time. */
const ANTHROPIC = ['requests', 'input-tokens', 'output-tokens', 'tokens'].map((what) => ({
  limit: `anthropic-ratelimit-${what}-limit`,
  remaining: `anthropic-ratelimit-${what}-remaining`,
  reset: `anthropic-ratelimit-${what}-reset`,
}));

export const openaiHeadroom: HeadroomReader = readerOf(OPENAI);
export const cerebrasHeadroom: HeadroomReader = readerOf(CEREBRAS);
export const mistralHeadroom: HeadroomReader = readerOf(MISTRAL);
export const anthropicHeadroom: HeadroomReader = readerOf(ANTHROPIC);

/** Reads numbers that are in every answer; when a limit is reset is only looked at where little is left. Null where the provider says nothing. */
function readerOf(limits: readonly LimitHeaders[]): HeadroomReader {
  return (headers, nowMs) => {
    let share = Number.POSITIVE_INFINITY;
    let nearest: LimitHeaders | null = null;
    for (const one of limits) {
      const left = shareLeft(headers[one.limit], headers[one.remaining]);
      if (left === null || left >= share) continue;
      share = left;
      nearest = one;
    }
    if (nearest === null) return null;
    return { share, lowForMs: share >= LOW_SHARE ? 0 : lowForMs(nearest.reset === undefined ? undefined : headers[nearest.reset], nowMs) };
  };
}

/** A limit that is not known is only told from what is left of it when that is nothing. */
function shareLeft(limitText: HeaderText, remainingText: HeaderText): number | null {
  if (typeof remainingText !== 'string') return null;
  const remaining = Number(remainingText);
  if (!Number.isFinite(remaining) || remainingText === '') return null;
  if (remaining <= 0) return 0;
  const limit = typeof limitText === 'string' ? Number(limitText) : Number.NaN;
  return limit > 0 ? Math.min(1, remaining / limit) : null;
}

type HeaderText = string | string[] | undefined;

/** `6m0s`, `120ms`, `1h2m3.5s`; a plain number is seconds, and anything else may be a date. */
function lowForMs(reset: HeaderText, nowMs: number): number {
  if (typeof reset !== 'string') return LOW_MS_DEFAULT;
  const ms = durationMs(reset) ?? Date.parse(reset) - nowMs;
  return Number.isFinite(ms) ? Math.min(LOW_MS_MAX, Math.max(0, ms)) : LOW_MS_DEFAULT;
}

const UNIT_MS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

function durationMs(text: string): number | null {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1_000;
  if (!/^(\d+(\.\d+)?(ms|[dhms]))+$/.test(text)) return null;
  let ms = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[dhms])/g)) ms += Number(amount) * (UNIT_MS[unit ?? ''] ?? 0);
  return ms;
}
