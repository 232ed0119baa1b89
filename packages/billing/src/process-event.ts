import type Stripe from 'stripe';
import type { BillingContext } from './billing-context.ts';
import { applySetupIntent, payOpenInvoices, syncPaymentMethod, type SetupKey } from './payment-method.ts';
import { ensureSubscription } from './setup.ts';
import { updateStanding, type StandingChange } from './standing.ts';
import { syncInvoice } from './sync-invoice.ts';

const ATTEMPTS_MAX = 50;
const BATCH = 100;

export interface ProcessResult {
  readonly processed: number;
  readonly failed: number;
  /** Organizations whose standing changed: gateways forget them by a database trigger, or are told through SharedState. */
  readonly changes: readonly StandingChange[];
}

interface StoredEvent {
  readonly id: string;
  readonly type: string;
  readonly payload: Stripe.Event;
}

/**
 * Works off stored webhooks. An event only says where to look: its object is fetched again from Stripe, so that events may
 * come in any order and any number of times and still end in one state. One that fails is tried again later and holds up no
 * other. Under `modelhub_worker`.
 */
export async function processStripeEvents(context: BillingContext): Promise<ProcessResult> {
  const { rows } = await context.pool.query<StoredEvent>(
    `SELECT id, type, payload FROM stripe_events WHERE processed_at IS NULL AND attempts < $1
     ORDER BY attempts, received_at, id LIMIT $2`,
    [ATTEMPTS_MAX, BATCH],
  );
  const result = { processed: 0, failed: 0 };
  const changes: StandingChange[] = [];
  for (const event of rows) {
    try {
      const organizationId = await processEvent(context, event.payload, changes);
      await context.pool.query(
        'UPDATE stripe_events SET processed_at = now(), organization_id = $2, last_error = NULL, attempts = attempts + 1 WHERE id = $1',
        [event.id, organizationId ?? null],
      );
      result.processed += 1;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      await context.pool.query('UPDATE stripe_events SET attempts = attempts + 1, last_error = $2 WHERE id = $1', [event.id, message.slice(0, 500)]);
      result.failed += 1;
    }
  }
  return { ...result, changes };
}

/** Answers with the organization that the event was about, if it is one of ours. */
async function processEvent(context: BillingContext, event: Stripe.Event, changes: StandingChange[]): Promise<string | undefined> {
  const object = event.data.object as { id?: string; object: string; customer?: string | { id: string } | null };
  const customerId = object.object === 'customer' ? object.id : typeof object.customer === 'string' ? object.customer : object.customer?.id;
  const key = customerId === undefined ? undefined : await findOrganization(context, customerId);
  if (key === undefined || object.id === undefined) return undefined;
  const [family] = event.type.split('.');
  switch (family) {
    case 'invoice':
      if (event.type === 'invoice.upcoming' || event.type === 'invoice.deleted') break;
      await syncInvoice(context, { organizationId: key.organizationId, stripeInvoiceId: object.id });
      await noteStanding(context, key, changes);
      break;
    case 'setup_intent':
      await applySetupIntent(context, key, object.id);
      break;
    case 'checkout':
      await processCheckout(context, key, object.id);
      break;
    case 'customer':
      await processCustomer(context, key, { type: event.type });
      if (isNewDefaultCard(event)) await collect(context, key, changes);
      break;
    case 'payment_method':
      await syncPaymentMethod(context, key);
      break;
    default:
      break;
  }
  return key.organizationId;
}

async function findOrganization(context: BillingContext, customerId: string): Promise<SetupKey | undefined> {
  const { rows } = await context.pool.query<{ id: string }>('SELECT id FROM organizations WHERE stripe_customer_id = $1', [customerId]);
  return rows[0] === undefined ? undefined : { organizationId: rows[0].id, customerId };
}

async function processCheckout(context: BillingContext, key: SetupKey, sessionId: string): Promise<void> {
  const session = await context.stripe.checkout.sessions.retrieve(sessionId);
  const intentId = typeof session.setup_intent === 'string' ? session.setup_intent : session.setup_intent?.id;
  if (session.status === 'complete' && intentId !== undefined) await applySetupIntent(context, key, intentId);
}

async function processCustomer(context: BillingContext, key: SetupKey, event: { type: string }): Promise<void> {
  if (event.type === 'customer.deleted') return;
  await syncPaymentMethod(context, key);
  if (!event.type.startsWith('customer.subscription.')) return;
  // A subscription that ended is not made anew by hearing of its end; one that we did not know of is taken over.
  if (event.type !== 'customer.subscription.deleted') await ensureSubscription(context, key.organizationId);
}

/** Other changes of a customer, such as of its balance, are no reason to charge a card again. */
function isNewDefaultCard(event: Stripe.Event): boolean {
  const previous = event.data.previous_attributes as { invoice_settings?: unknown } | undefined;
  return event.type === 'customer.updated' && previous?.invoice_settings !== undefined;
}

/** A card was replaced: what is owed is tried at once. */
async function collect(context: BillingContext, key: SetupKey, changes: StandingChange[]): Promise<void> {
  const { rows } = await context.pool.query<{ stripe_invoice_id: string }>(
    `SELECT i.stripe_invoice_id FROM invoices i JOIN organizations o ON o.id = i.organization_id
     WHERE i.organization_id = $1 AND i.status = 'open' AND o.payment_method_last4 IS NOT NULL`,
    [key.organizationId],
  );
  if (rows.length === 0 || (await payOpenInvoices(context, key)) === 0) return;
  for (const row of rows) await syncInvoice(context, { organizationId: key.organizationId, stripeInvoiceId: row.stripe_invoice_id });
  await noteStanding(context, key, changes);
}

async function noteStanding(context: BillingContext, key: SetupKey, changes: StandingChange[]): Promise<void> {
  const change = await updateStanding(context, key.organizationId);
  if (change !== undefined) changes.push(change);
}
