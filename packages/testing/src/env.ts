// The one place where tests and stand-ins read the environment.

/** A secret key of a Stripe sandbox, `sk_test_…`: tests of Stripe's own rules then run against the real one as well. */
export const stripeTestKey: string | undefined = process.env['STRIPE_TEST_KEY'] || undefined;

/** Signs the webhooks of the Stripe stand-in when it runs as a process of its own. */
export const stripeWebhookSecret: string | undefined = process.env['STRIPE_WEBHOOK_SECRET'] || undefined;
