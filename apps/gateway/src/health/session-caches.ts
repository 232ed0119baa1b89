import type { Principal } from '@modelhub/access/principal';
import { priceAt } from '@modelhub/catalog/price';
import type { Endpoint } from '@modelhub/catalog/types';
import { promptTokens, type TokenUsage } from '@modelhub/core/token-usage';
import type { UsageEventSettled } from '@modelhub/metering/usage-event';
import type { Target } from '../accounts/targets.ts';

const SESSIONS_MAX = 20_000;
const KEY_CHARS_MAX = 256;
/** What providers keep for five minutes after its last use, or for an hour where the request asked for that. */
const LIFE_MS = 300_000;
const LONG_LIFE_MS = 3_600_000;
/** Shorter prompts are cached by nobody. */
const CACHED_TOKENS_MIN = 1_024;

export type CachedShare = (endpoint: Endpoint) => number;

/** Sessions of one organization are not those of another, whatever they call them. */
export function sessionOf({ organizationId }: Principal, sessionKey: string): string {
  return `${organizationId}\n${sessionKey}`;
}

interface Cached {
  readonly endpointId: string;
  readonly tokens: number;
  readonly untilMs: number;
}

/**
 * Which endpoint served a session last, on our account, and how much of its prompt that endpoint's cache probably knows. In the memory of one gateway: a
 * session that comes to another one is where it was before, at the cheapest.
 */
export class SessionCaches {
  /** The one that was used longest ago first. */
  readonly #sessions = new Map<string, Cached>();

  /** What is known for a prompt of so many tokens; null where nothing is. Each model of a session has a cache of its own. */
  sharesOf(session: string, { promptTokens: tokens, atMs }: { readonly promptTokens: number; readonly atMs: number }): CachedShare | null {
    if (this.#sessions.size === 0) return null;
    return ({ id, model }) => {
      const cached = this.#sessions.get(`${session}\n${model}`);
      return cached === undefined || cached.endpointId !== id || cached.untilMs <= atMs || tokens <= 0 ? 0 : Math.min(1, cached.tokens / tokens);
    };
  }

  served(session: string, { target, settled }: { readonly target: Target; readonly settled: UsageEventSettled }): void {
    const { endpoint, account } = target;
    if (settled.outcome !== 'completed' || settled.usageSource !== 'provider' || account.own !== null || session.length > KEY_CHARS_MAX) return;
    const key = `${session}\n${endpoint.model}`;
    const before = this.#sessions.get(key);
    const tokens = cachedTokens(endpoint, settled, before?.endpointId === endpoint.id ? before : undefined);
    const untilMs = settled.settledAtMs + (settled.usage.cacheWrite1h > 0 ? LONG_LIFE_MS : LIFE_MS);
    this.#sessions.delete(key);
    this.#sessions.set(key, { endpointId: endpoint.id, tokens, untilMs });
    if (this.#sessions.size > SESSIONS_MAX) this.#sessions.delete(this.#sessions.keys().next().value as string);
  }
}

/**
 * How much of this prompt the next one will find. Providers that charge for writing to a cache cache what they are asked to: that much, and no more. The others cache by themselves;
 * one that should have known the prompt and did not is not believed again.
 */
function cachedTokens(endpoint: Endpoint, { usage, openedAtMs }: UsageEventSettled, before: Cached | undefined): number {
  const listed = priceAt(endpoint, { atMs: openedAtMs, promptTokens: promptTokens(usage) })?.nanoUsdPerMillionTokens;
  if (listed?.cachedInput === undefined) return 0;
  const seen = usage.cachedInput + usage.cacheWrite5m + usage.cacheWrite1h;
  if (listed.cacheWrite5m !== undefined || listed.cacheWrite1h !== undefined) return seen;
  if (before !== undefined && isMissed(usage, before)) return 0;
  const all = promptTokens(usage);
  return all < CACHED_TOKENS_MIN ? 0 : all;
}

function isMissed(usage: TokenUsage, { tokens }: Cached): boolean {
  return usage.cachedInput === 0 && (tokens > 0 || promptTokens(usage) >= CACHED_TOKENS_MIN);
}
