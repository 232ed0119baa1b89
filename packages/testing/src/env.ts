// The one place where tests read the environment.

/** A secret key of a Stripe sandbox, `sk_test_…`: tests of Stripe's own rules then run against the real one as well. */
export const stripeTestKey: string | undefined = process.env['STRIPE_TEST_KEY'] || undefined;
