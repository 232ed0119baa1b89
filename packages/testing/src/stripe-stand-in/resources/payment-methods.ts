import { testCard, type TestCard } from '../test-cards.ts';
import { PAGE_PARAMS, listPage } from '../pagination.ts';
import { mergeMetadata } from '../params.ts';
import type { PaymentMethod } from '../records.ts';
import { firstId, type Routes } from '../router.ts';
import { newStripeId } from '../state.ts';
import { invalidRequest, noSuch } from '../stripe-error.ts';
import { accountNow, customerNow, type World } from '../world.ts';
import { getCustomer } from './customers.ts';

/** Ids that stand for a test card wherever a payment method is taken, as in Stripe's test mode. */
const MAGIC_IDS: Readonly<Record<string, string>> = {
  pm_card_visa: '4242424242424242',
  pm_card_mastercard: '5555555555554444',
  pm_card_amex: '378282246310005',
  pm_card_chargeCustomerFail: '4000000000000341',
};

export function createPaymentMethod(world: World, card: TestCard, expiry: { month: number; year: number }): PaymentMethod {
  const method: PaymentMethod = {
    id: newStripeId('pm'),
    object: 'payment_method',
    type: 'card',
    created: accountNow(world),
    livemode: false,
    customer: null,
    billing_details: { address: null, email: null, name: null, phone: null },
    card: {
      brand: card.brand,
      last4: card.number.slice(-4),
      exp_month: expiry.month,
      exp_year: expiry.year,
      funding: 'credit',
      country: 'US',
      fingerprint: newStripeId('f').slice(2, 18),
    },
    metadata: {},
    _charge: card.charge,
  };
  world.state.tables.paymentMethods.set(method.id, method);
  return method;
}

/** A stored payment method, or a new one for a magic id such as `pm_card_visa`. */
export function resolvePaymentMethod(world: World, id: string): PaymentMethod {
  const number = MAGIC_IDS[id];
  const card = number === undefined ? undefined : testCard(number);
  if (card !== undefined) return createPaymentMethod(world, card, { month: 12, year: new Date(accountNow(world) * 1000).getUTCFullYear() + 3 });
  const method = world.state.tables.paymentMethods.get(id);
  if (method === undefined) throw noSuch('PaymentMethod', id, 'payment_method');
  return method;
}

export function attachPaymentMethod(world: World, method: PaymentMethod, customerId: string): void {
  getCustomer(world, customerId);
  if (method.customer !== null && method.customer !== customerId) {
    throw invalidRequest('The payment method you provided has already been attached to a customer.', { param: 'payment_method' });
  }
  method.customer = customerId;
  world.webhooks.emit('payment_method.attached', method, customerNow(world, customerId));
}

export const paymentMethodRoutes: Routes = {
  'POST /v1/payment_methods': ({ world, params }) => {
    params.only('type', 'card', 'billing_details', 'metadata');
    const card = params.object('card');
    const found = testCard((card?.string('number') ?? card?.string('token') ?? '').replace('tok_visa', '4242424242424242'));
    if (found === undefined) throw invalidRequest('Your card number is incorrect.', { code: 'incorrect_number', param: 'card[number]' });
    const year = new Date(accountNow(world) * 1000).getUTCFullYear() + 3;
    const method = createPaymentMethod(world, found, { month: card?.integer('exp_month') ?? 12, year: card?.integer('exp_year') ?? year });
    method.metadata = mergeMetadata({}, params.map('metadata'));
    return method;
  },
  'GET /v1/payment_methods': ({ world, params }) => {
    params.only(...PAGE_PARAMS, 'customer', 'type');
    const customer = params.string('customer');
    const rows = [...world.state.tables.paymentMethods.values()].filter((row) => row.customer !== null && row.customer === customer);
    return listPage(params, '/v1/payment_methods', rows);
  },
  'GET /v1/payment_methods/:id': (request) => {
    const method = request.world.state.tables.paymentMethods.get(firstId(request));
    if (method === undefined) throw noSuch('PaymentMethod', firstId(request));
    return method;
  },
  'POST /v1/payment_methods/:id/attach': (request) => {
    const method = resolvePaymentMethod(request.world, firstId(request));
    attachPaymentMethod(request.world, method, request.params.only('customer').required('customer'));
    return method;
  },
  'POST /v1/payment_methods/:id/detach': (request) => {
    const { world } = request;
    const method = resolvePaymentMethod(world, firstId(request));
    const owner = method.customer === null ? undefined : world.state.tables.customers.get(method.customer);
    method.customer = null;
    if (owner?.invoice_settings.default_payment_method === method.id) owner.invoice_settings.default_payment_method = null;
    world.webhooks.emit('payment_method.detached', method, customerNow(world, owner?.id ?? null));
    return method;
  },
};
