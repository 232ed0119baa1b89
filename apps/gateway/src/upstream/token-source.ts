import type { Clock } from '@modelhub/core/clock';
import { ModelHubError } from '@modelhub/core/errors';
import { readAccessToken, tokenRequest, type ServiceAccount } from '@modelhub/providers/google-vertex/service-account';

/** A token is renewed that long before it ends, or halfway through where it does not live twice as long. */
const RENEW_BEFORE_MS = 5 * 60_000;
const REQUEST_TIMEOUT_MS = 10_000;
const RETRY_MAX_MS = 60_000;
const DETAIL_CHARS_MAX = 500;

export interface TokenSourceOptions {
  readonly clock: Clock;
  readonly tokenUrl: string;
  /** Told of every attempt that failed. */
  readonly onFailure: (error: ModelHubError) => void;
  /** Pause after a first failure; it doubles with every further one. */
  readonly retryMs?: number;
  /** Asked before a token is renewed: one that nobody uses is left to end, and the source with it. */
  readonly isWanted: () => boolean;
}

interface Token {
  readonly value: string;
  readonly expiresAtMs: number;
}

/** Exchanges a service account for tokens, and always has one at hand: the next is fetched while the last is still good. */
export class TokenSource {
  readonly #account: ServiceAccount;
  readonly #options: TokenSourceOptions;
  #token: Token | null = null;
  #failure: ModelHubError | null = null;
  #failures = 0;
  #timer: NodeJS.Timeout | null = null;
  readonly #closing = new AbortController();
  /** Resolves when there is a first token, or the attempt has failed, which `token` tells. */
  readonly ready: Promise<void>;

  /** Begins at once. */
  constructor(account: ServiceAccount, options: TokenSourceOptions) {
    this.#account = account;
    this.#options = options;
    this.ready = this.#renew();
  }

  get isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  /** The token of the moment. Throws `provider_unavailable` where there is none that is still good. */
  get token(): string {
    if (this.#token !== null && this.#token.expiresAtMs > this.#options.clock.nowMs()) return this.#token.value;
    throw this.#failure ?? unavailable('not signed in yet');
  }

  close(): void {
    this.#closing.abort();
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  /** One attempt at a time: the next is begun by the timer that this one sets. */
  async #renew(): Promise<void> {
    try {
      this.#token = await this.#fetch();
      this.#failure = null;
      this.#failures = 0;
      const leftMs = this.#token.expiresAtMs - this.#options.clock.nowMs();
      this.#schedule(Math.max(leftMs / 2, leftMs - RENEW_BEFORE_MS));
    } catch (thrown) {
      if (this.isClosed) return;
      this.#failure = thrown instanceof ModelHubError ? thrown : unavailable(thrown instanceof Error ? thrown.message : String(thrown));
      this.#options.onFailure(this.#failure);
      this.#failures += 1;
      this.#schedule(Math.min(RETRY_MAX_MS, (this.#options.retryMs ?? 1_000) * 2 ** (this.#failures - 1)));
    }
  }

  #schedule(delayMs: number): void {
    if (this.isClosed) return;
    this.#timer = setTimeout(() => {
      if (this.#options.isWanted()) void this.#renew();
      else this.close();
    }, delayMs);
    this.#timer.unref();
  }

  async #fetch(): Promise<Token> {
    const { clock, tokenUrl } = this.#options;
    // Only where somebody signs in at Google: see agents.ts.
    const { request } = await import('undici');
    const askedAtMs = clock.nowMs();
    const { statusCode, body } = await request(tokenUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: tokenRequest(this.#account, { nowSeconds: Math.floor(askedAtMs / 1_000), audience: tokenUrl }),
      signal: AbortSignal.any([this.#closing.signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]),
    });
    const answer = await body.text();
    const token = statusCode === 200 ? readAccessToken(answer) : null;
    if (token === null) throw unavailable(statusCode === 200 ? 'Google gave no token' : `Google answered ${statusCode}: ${answer.slice(0, DETAIL_CHARS_MAX)}`);
    return { value: token.token, expiresAtMs: askedAtMs + token.lifetimeSeconds * 1_000 };
  }
}

/** The client learns no more than that: whose account it is and what is wrong with it is for the log. */
function unavailable(detail: string): ModelHubError {
  return new ModelHubError('provider_unavailable', { message: 'Google Vertex AI is not available at the moment.', detail: `sign-in: ${detail}` });
}
