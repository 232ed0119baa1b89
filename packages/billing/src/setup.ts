import { createHash } from 'node:crypto';
import { withTenantConnection } from '@modelhub/db/tenant';
import Stripe from 'stripe';
import type { BillingContext } from './billing-context.ts';
import { METER_EVENT_NAME, PRICE_LOOKUP_KEY, PRODUCT_ID, UNIT_AMOUNT_CENTS } from './meter.ts';
import { monthStart, nextMonthStart, unixSeconds } from './month.ts';
import { withOrganizationLock } from './organization-lock.ts';

export interface BillingCatalog {
  readonly meterId: string;
  readonly productId: string;
  readonly priceId: string;
}

const known = new WeakMap<Stripe, Promise<BillingCatalog>>();

/**
 * The meter, the product and the price at Stripe, made when they are missing. Found again by event name, id and lookup
 * key, so any number of programs may call it at once; asked once per client. Throws what Stripe throws.
 */
export function ensureBillingCatalog(stripe: Stripe): Promise<BillingCatalog> {
  const found = known.get(stripe);
  if (found !== undefined) return found;
  const loading = loadCatalog(stripe);
  known.set(stripe, loading);
  loading.catch(() => known.delete(stripe));
  return loading;
}

async function loadCatalog(stripe: Stripe): Promise<BillingCatalog> {
  const meterId = await ensureMeter(stripe);
  const productId = await ensureProduct(stripe);
  const priceId = await ensurePrice(stripe, { meterId, productId });
  return { meterId, productId, priceId };
}

async function findMeter(stripe: Stripe): Promise<string | undefined> {
  for await (const meter of stripe.billing.meters.list({ status: 'active', limit: 100 })) {
    if (meter.event_name === METER_EVENT_NAME) return meter.id;
  }
  return undefined;
}

async function ensureMeter(stripe: Stripe): Promise<string> {
  const existing = await findMeter(stripe);
  if (existing !== undefined) return existing;
  return orElseFind(
    async () => {
      const meter = await stripe.billing.meters.create({
        display_name: 'ModelHub usage (micro-USD)',
        event_name: METER_EVENT_NAME,
        // An hour sent again replaces what was sent for it before: the absolute total can be repeated without harm.
        event_time_window: 'hour',
        default_aggregation: { formula: 'sum' },
        customer_mapping: { type: 'by_id', event_payload_key: 'stripe_customer_id' },
        value_settings: { event_payload_key: 'value' },
      });
      return meter.id;
    },
    () => findMeter(stripe),
  );
}

async function ensureProduct(stripe: Stripe): Promise<string> {
  const find = (): Promise<string | undefined> =>
    stripe.products.retrieve(PRODUCT_ID).then(
      (product) => product.id,
      (error: unknown) => {
        if (error instanceof Stripe.errors.StripeInvalidRequestError && error.statusCode === 404) return undefined;
        throw error;
      },
    );
  const existing = await find();
  if (existing !== undefined) return existing;
  return orElseFind(async () => (await stripe.products.create({ id: PRODUCT_ID, name: 'ModelHub usage' })).id, find);
}

async function findPrice(stripe: Stripe): Promise<string | undefined> {
  const prices = await stripe.prices.list({ lookup_keys: [PRICE_LOOKUP_KEY], active: true, limit: 1 });
  return prices.data[0]?.id;
}

async function ensurePrice(stripe: Stripe, parts: { meterId: string; productId: string }): Promise<string> {
  const existing = await findPrice(stripe);
  if (existing !== undefined) return existing;
  return orElseFind(
    async () => {
      const price = await stripe.prices.create({
        product: parts.productId,
        currency: 'usd',
        unit_amount_decimal: Stripe.Decimal.from(UNIT_AMOUNT_CENTS),
        recurring: { interval: 'month', usage_type: 'metered', meter: parts.meterId },
        lookup_key: PRICE_LOOKUP_KEY,
        nickname: 'Usage in micro-USD',
      });
      return price.id;
    },
    () => findPrice(stripe),
  );
}

/** Somebody else may create the same thing between our look and our create: then theirs is the one. */
async function orElseFind(create: () => Promise<string>, find: () => Promise<string | undefined>): Promise<string> {
  try {
    return await create();
  } catch (error) {
    const theirs = error instanceof Stripe.errors.StripeInvalidRequestError ? await find() : undefined;
    if (theirs === undefined) throw error;
    return theirs;
  }
}

interface OrganizationRow {
  readonly name: string;
  readonly email: string | null;
  readonly stripe_customer_id: string | null;
  readonly stripe_subscription_id: string | null;
}

async function readOrganization(context: BillingContext, organizationId: string): Promise<OrganizationRow> {
  return withTenantConnection(context.pool, { organizationId, userId: null }, async (client) => {
    const result = await client.query<OrganizationRow>(
      `SELECT o.name, o.stripe_customer_id, o.stripe_subscription_id,
         coalesce(o.billing_email, (SELECT u.email FROM memberships m JOIN users u ON u.id = m.user_id
           WHERE m.organization_id = o.id AND m.role = 'owner' ORDER BY m.created_at LIMIT 1)) AS email
       FROM organizations o WHERE o.id = $1`,
      [organizationId],
    );
    const row = result.rows[0];
    if (row === undefined) throw new Error(`there is no organization ${organizationId}`);
    return row;
  });
}

/** The organization's Stripe customer id, made when it has none. Under `modelhub_app` or `modelhub_worker`. */
export async function ensureCustomer(context: BillingContext, organizationId: string): Promise<string> {
  const before = await readOrganization(context, organizationId);
  if (before.stripe_customer_id !== null) return before.stripe_customer_id;
  return withOrganizationLock(context.pool, { organizationId, purpose: 'customer' }, async () => {
    const organization = await readOrganization(context, organizationId);
    if (organization.stripe_customer_id !== null) return organization.stripe_customer_id;
    const params = {
      name: organization.name,
      ...(organization.email === null ? {} : { email: organization.email }),
      metadata: { organization_id: organizationId },
    };
    // Stripe refuses a key that comes again with other parameters, and a name may change between two tries.
    const digest = createHash('sha256').update(JSON.stringify(params)).digest('hex').slice(0, 16);
    const customer = await context.stripe.customers.create(params, { idempotencyKey: `customer:${organizationId}:${digest}` });
    await setOnOrganization(context, organizationId, { column: 'stripe_customer_id', value: customer.id });
    return customer.id;
  });
}

/** Tells Stripe the organization's name and where its invoices go; nothing to tell before there is a customer. Under `modelhub_app`. */
export async function updateCustomerDetails(context: BillingContext, organizationId: string): Promise<void> {
  const organization = await readOrganization(context, organizationId);
  if (organization.stripe_customer_id === null) return;
  const email = organization.email === null ? {} : { email: organization.email };
  await context.stripe.customers.update(organization.stripe_customer_id, { name: organization.name, ...email });
}

/**
 * The organization's subscription to the metered price. Its periods are calendar months; it starts at the beginning of
 * the current one, so that usage from before the card was set up is on the same invoice
 * (https://docs.stripe.com/billing/subscriptions/backdating). Earlier months are charged as late usage.
 */
export async function ensureSubscription(context: BillingContext, organizationId: string): Promise<string> {
  const customer = await ensureCustomer(context, organizationId);
  const { priceId } = await ensureBillingCatalog(context.stripe);
  return withOrganizationLock(context.pool, { organizationId, purpose: 'subscription' }, async () => {
    const existing = await findSubscription(context.stripe, customer, priceId);
    const id = existing ?? (await createSubscription(context, { customer, priceId, organizationId }));
    const { stripe_subscription_id: stored } = await readOrganization(context, organizationId);
    if (stored !== id) await setOnOrganization(context, organizationId, { column: 'stripe_subscription_id', value: id });
    return id;
  });
}

async function findSubscription(stripe: Stripe, customer: string, priceId: string): Promise<string | undefined> {
  for await (const subscription of stripe.subscriptions.list({ customer, limit: 100 })) {
    if (subscription.items.data.some((item) => item.price.id === priceId)) return subscription.id;
  }
  return undefined;
}

async function createSubscription(context: BillingContext, fields: { customer: string; priceId: string; organizationId: string }): Promise<string> {
  const now = context.clock.nowMs();
  const start = unixSeconds(monthStart(now));
  const subscription = await context.stripe.subscriptions.create(
    {
      customer: fields.customer,
      items: [{ price: fields.priceId }],
      backdate_start_date: start,
      billing_cycle_anchor: unixSeconds(nextMonthStart(now)),
      proration_behavior: 'none',
      collection_method: 'charge_automatically',
      off_session: true,
      metadata: { organization_id: fields.organizationId },
    },
    { idempotencyKey: `subscription:${fields.customer}:${start}` },
  );
  return subscription.id;
}

async function setOnOrganization(
  context: BillingContext,
  organizationId: string,
  change: { column: 'stripe_customer_id' | 'stripe_subscription_id'; value: string },
): Promise<void> {
  await withTenantConnection(context.pool, { organizationId, userId: null }, (client) =>
    client.query(`UPDATE organizations SET ${change.column} = $2, updated_at = now() WHERE id = $1`, [organizationId, change.value]),
  );
}
