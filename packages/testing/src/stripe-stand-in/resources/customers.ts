import { PAGE_PARAMS, listPage } from '../pagination.ts';
import { mergeMetadata, type Params } from '../params.ts';
import type { Customer } from '../records.ts';
import { firstId, type Routes } from '../router.ts';
import { newStripeId } from '../state.ts';
import { noSuch } from '../stripe-error.ts';
import { accountNow, customerNow, type World } from '../world.ts';

export function getCustomer(world: World, id: string, param = 'customer'): Customer {
  const customer = world.state.tables.customers.get(id);
  if (customer === undefined || customer.deleted) throw noSuch('customer', id, param);
  return customer;
}

function applyChanges(world: World, customer: Customer, params: Params): void {
  if (params.has('email')) customer.email = params.string('email') ?? null;
  if (params.has('name')) customer.name = params.string('name') ?? null;
  if (params.has('description')) customer.description = params.string('description') ?? null;
  customer.metadata = mergeMetadata(customer.metadata, params.map('metadata'));
  const settings = params.object('invoice_settings')?.only('default_payment_method', 'footer');
  if (settings?.has('footer')) customer.invoice_settings.footer = settings.string('footer') ?? null;
  if (!settings?.has('default_payment_method')) return;
  const methodId = settings.string('default_payment_method') ?? null;
  if (methodId !== null && world.state.tables.paymentMethods.get(methodId)?.customer !== customer.id) {
    throw noSuch('PaymentMethod', methodId, 'invoice_settings[default_payment_method]');
  }
  customer.invoice_settings.default_payment_method = methodId;
}

/** Stripe says what changed; who replaced a card and who changed a name are told apart by it. */
export function emitCustomerUpdated(world: World, customer: Customer, defaultMethodBefore: string | null): void {
  const isCardChange = customer.invoice_settings.default_payment_method !== defaultMethodBefore;
  const previous = isCardChange ? { invoice_settings: { default_payment_method: defaultMethodBefore } } : {};
  world.webhooks.emit('customer.updated', customer, customerNow(world, customer.id), previous);
}

const CHANGEABLE = ['email', 'name', 'description', 'metadata', 'invoice_settings'] as const;

export const customerRoutes: Routes = {
  'POST /v1/customers': ({ world, params }) => {
    params.only(...CHANGEABLE, 'test_clock');
    const clockId = params.string('test_clock') ?? null;
    const testClock = clockId === null ? undefined : world.state.tables.testClocks.get(clockId);
    if (clockId !== null && testClock === undefined) throw noSuch('test_clock', clockId, 'test_clock');
    const customer: Customer = {
      id: newStripeId('cus'),
      object: 'customer',
      created: testClock?.frozen_time ?? accountNow(world),
      livemode: false,
      email: null,
      name: null,
      description: null,
      balance: 0,
      currency: null,
      delinquent: false,
      default_source: null,
      invoice_prefix: newStripeId('x').slice(2, 10).toUpperCase(),
      next_invoice_sequence: 1,
      invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
      metadata: {},
      shipping: null,
      test_clock: clockId,
    };
    applyChanges(world, customer, params);
    world.state.tables.customers.set(customer.id, customer);
    world.webhooks.emit('customer.created', customer, customer.created);
    return customer;
  },
  'GET /v1/customers': ({ world, params }) => {
    params.only(...PAGE_PARAMS, 'email', 'test_clock');
    const email = params.string('email');
    const clock = params.string('test_clock');
    const rows = [...world.state.tables.customers.values()].filter(
      (row) => !row.deleted && (email === undefined || row.email === email) && (clock === undefined || row.test_clock === clock),
    );
    return listPage(params, '/v1/customers', rows);
  },
  'GET /v1/customers/:id': (request) => {
    const customer = request.world.state.tables.customers.get(firstId(request));
    if (customer === undefined) throw noSuch('customer', firstId(request));
    return customer.deleted ? { id: customer.id, object: 'customer', deleted: true } : customer;
  },
  'POST /v1/customers/:id': (request) => {
    const customer = getCustomer(request.world, firstId(request), 'id');
    const before = customer.invoice_settings.default_payment_method;
    applyChanges(request.world, customer, request.params.only(...CHANGEABLE));
    emitCustomerUpdated(request.world, customer, before);
    return customer;
  },
  'DELETE /v1/customers/:id': (request) => {
    const customer = getCustomer(request.world, firstId(request), 'id');
    customer.deleted = true;
    const now = customerNow(request.world, customer.id);
    for (const subscription of request.world.state.tables.subscriptions.values()) {
      if (subscription.customer !== customer.id || subscription.status === 'canceled') continue;
      Object.assign(subscription, { status: 'canceled', canceled_at: now, ended_at: now });
      request.world.webhooks.emit('customer.subscription.deleted', subscription, now);
    }
    request.world.webhooks.emit('customer.deleted', customer, now);
    return { id: customer.id, object: 'customer', deleted: true };
  },
};
