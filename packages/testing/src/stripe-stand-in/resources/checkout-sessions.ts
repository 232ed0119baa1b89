import { PAGE_PARAMS, listPage } from '../pagination.ts';
import { mergeMetadata } from '../params.ts';
import type { CheckoutSession } from '../records.ts';
import { firstId, type Routes } from '../router.ts';
import { newStripeId } from '../state.ts';
import { invalidRequest, noSuch } from '../stripe-error.ts';
import { testCard } from '../test-cards.ts';
import { accountNow, customerNow, type World } from '../world.ts';
import { getCustomer } from './customers.ts';
import { createPaymentMethod } from './payment-methods.ts';
import { createSetupIntent, succeedSetupIntent } from './setup-intents.ts';

const LIFETIME_SECONDS = 24 * 3_600;

export function getCheckoutSession(world: World, id: string): CheckoutSession {
  const session = world.state.tables.checkoutSessions.get(id);
  if (session === undefined) throw noSuch('checkout.session', id, 'session');
  if (session.status === 'open' && session.expires_at <= accountNow(world)) expire(world, session);
  return session;
}

function expire(world: World, session: CheckoutSession): void {
  Object.assign(session, { status: 'expired', url: null });
  world.webhooks.emit('checkout.session.expired', session, accountNow(world));
}

/** Where the browser goes next; `{CHECKOUT_SESSION_ID}` in the URL becomes the session's id. */
export function successUrl(session: CheckoutSession): string {
  return (session.success_url ?? '/').replaceAll('{CHECKOUT_SESSION_ID}', session.id);
}

export interface EnteredCard {
  readonly number: string;
  readonly month: number;
  readonly year: number;
}

export type CardEntry = { readonly kind: 'saved' } | { readonly kind: 'refused'; readonly message: string };

/** What the hosted page does with a card: save it and complete the session, or say why not. */
export function submitCard(world: World, session: CheckoutSession, entered: EnteredCard): CardEntry {
  const card = testCard(entered.number);
  if (card === undefined) return { kind: 'refused', message: 'This is test mode: use a test card such as 4242 4242 4242 4242.' };
  const now = new Date(accountNow(world) * 1000);
  const isExpired = entered.year < now.getUTCFullYear() || (entered.year === now.getUTCFullYear() && entered.month < now.getUTCMonth() + 1);
  if (!(entered.month >= 1 && entered.month <= 12) || isExpired) return { kind: 'refused', message: 'Your card’s expiry date is in the past or incomplete.' };
  const intent = world.state.tables.setupIntents.get(session.setup_intent);
  if (intent === undefined) throw noSuch('setupintent', session.setup_intent);
  if (card.setup === 'declines') {
    intent.last_setup_error = { type: 'card_error', code: 'card_declined', message: 'Your card was declined.' };
    world.webhooks.emit('setup_intent.setup_failed', intent, customerNow(world, session.customer));
    return { kind: 'refused', message: card.declineCode === 'expired_card' ? 'Your card has expired.' : 'Your card was declined.' };
  }
  const method = createPaymentMethod(world, card, { month: entered.month, year: entered.year });
  succeedSetupIntent(world, intent, method.id);
  Object.assign(session, { status: 'complete', url: null });
  world.webhooks.emit('checkout.session.completed', session, customerNow(world, session.customer));
  world.changed();
  return { kind: 'saved' };
}

export const checkoutSessionRoutes: Routes = {
  'POST /v1/checkout/sessions': ({ world, params }) => {
    params.only(
      'mode',
      'customer',
      'success_url',
      'cancel_url',
      'currency',
      'payment_method_types',
      'client_reference_id',
      'metadata',
      'setup_intent_data',
      'expires_at',
    );
    if (params.required('mode') !== 'setup') throw invalidRequest('The stand-in keeps checkout sessions in setup mode only.', { param: 'mode' });
    const types = params.strings('payment_method_types');
    if (types === undefined && !params.has('currency')) {
      throw invalidRequest('Missing required param: currency. It is required in setup mode when payment_method_types is not set.', { param: 'currency' });
    }
    const customer = params.string('customer') ?? null;
    if (customer !== null) getCustomer(world, customer);
    const data = params.object('setup_intent_data')?.only('metadata', 'description');
    const intent = createSetupIntent(world, { customer, metadata: mergeMetadata({}, data?.map('metadata')) });
    const id = newStripeId('cs_test');
    const session: CheckoutSession = {
      id,
      object: 'checkout.session',
      created: accountNow(world),
      livemode: false,
      mode: 'setup',
      customer,
      currency: params.string('currency') ?? null,
      client_reference_id: params.text('client_reference_id', 200) ?? null,
      payment_method_types: types ?? ['card'],
      setup_intent: intent.id,
      payment_status: 'no_payment_required',
      status: 'open',
      success_url: params.required('success_url'),
      cancel_url: params.string('cancel_url') ?? null,
      url: `${world.baseUrl}/c/pay/${id}`,
      expires_at: params.integer('expires_at') ?? accountNow(world) + LIFETIME_SECONDS,
      metadata: mergeMetadata({}, params.map('metadata')),
    };
    world.state.tables.checkoutSessions.set(id, session);
    return session;
  },
  'GET /v1/checkout/sessions': ({ world, params }) => {
    params.only(...PAGE_PARAMS, 'customer', 'status');
    const customer = params.string('customer');
    const status = params.string('status');
    const rows = [...world.state.tables.checkoutSessions.values()].filter(
      (row) => (customer === undefined || row.customer === customer) && (status === undefined || row.status === status),
    );
    return listPage(params, '/v1/checkout/sessions', rows);
  },
  'GET /v1/checkout/sessions/:id': (request) => getCheckoutSession(request.world, firstId(request)),
  'POST /v1/checkout/sessions/:id/expire': (request) => {
    const session = getCheckoutSession(request.world, firstId(request));
    if (session.status !== 'open')
      throw invalidRequest(`Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of ${session.status}.`);
    expire(request.world, session);
    return session;
  },
};
