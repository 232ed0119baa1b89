import Stripe from 'stripe';

export interface StripeClientOptions {
  /** `sk_test_…` or `sk_live_…`. */
  readonly secretKey: string;
  /** Another origin than Stripe's own, such as `http://127.0.0.1:4010`: the sandbox. */
  readonly apiBase?: string;
  /** For one attempt; 20,000 by default. */
  readonly timeoutMs?: number;
  /** The SDK repeats what is safe to repeat, with the same idempotency key; 2 by default. */
  readonly maxNetworkRetries?: number;
}

/** The real SDK, pinned to the API version that it was generated for. Throws a TypeError when `apiBase` is not a URL. */
export function createStripe(options: StripeClientOptions): Stripe {
  return new Stripe(options.secretKey, {
    timeout: options.timeoutMs ?? 20_000,
    maxNetworkRetries: options.maxNetworkRetries ?? 2,
    telemetry: false,
    appInfo: { name: 'ModelHub' },
    ...(options.apiBase === undefined ? {} : origin(options.apiBase)),
  });
}

/**
 * Why a call to Stripe did not work: `refused` when Stripe said no to what was asked, `unavailable` when it could not be reached, was
 * busy, or failed itself. Undefined for an error that did not come from Stripe.
 */
export function stripeProblem(error: unknown): 'refused' | 'unavailable' | undefined {
  if (!(error instanceof Stripe.errors.StripeError)) return undefined;
  const isRefusal = error instanceof Stripe.errors.StripeInvalidRequestError || error instanceof Stripe.errors.StripeCardError;
  return isRefusal ? 'refused' : 'unavailable';
}

function origin(apiBase: string): { host: string; port: number; protocol: 'http' | 'https' } {
  const url = new URL(apiBase);
  const protocol = url.protocol === 'http:' ? 'http' : 'https';
  return { host: url.hostname, port: url.port === '' ? (protocol === 'http' ? 80 : 443) : Number(url.port), protocol };
}
