import { PAGE_PARAMS, listPage } from '../pagination.ts';
import { mergeMetadata } from '../params.ts';
import type { SetupIntent } from '../records.ts';
import { firstId, type Routes } from '../router.ts';
import { newStripeId } from '../state.ts';
import { invalidRequest, noSuch } from '../stripe-error.ts';
import { customerNow, type World } from '../world.ts';
import { getCustomer } from './customers.ts';
import { attachPaymentMethod, resolvePaymentMethod } from './payment-methods.ts';

export function createSetupIntent(world: World, fields: { customer: string | null; usage?: string; metadata?: Record<string, string> }): SetupIntent {
  const id = newStripeId('seti');
  const intent: SetupIntent = {
    id,
    object: 'setup_intent',
    created: customerNow(world, fields.customer),
    livemode: false,
    client_secret: `${id}_secret_${newStripeId('s').slice(2)}`,
    customer: fields.customer,
    payment_method: null,
    payment_method_types: ['card'],
    status: 'requires_payment_method',
    usage: fields.usage ?? 'off_session',
    last_setup_error: null,
    metadata: fields.metadata ?? {},
  };
  world.state.tables.setupIntents.set(id, intent);
  world.webhooks.emit('setup_intent.created', intent, intent.created);
  return intent;
}

export function succeedSetupIntent(world: World, intent: SetupIntent, paymentMethodId: string): void {
  const method = resolvePaymentMethod(world, paymentMethodId);
  if (intent.customer !== null && method.customer !== intent.customer) attachPaymentMethod(world, method, intent.customer);
  Object.assign(intent, { payment_method: method.id, status: 'succeeded', last_setup_error: null });
  world.webhooks.emit('setup_intent.succeeded', intent, customerNow(world, intent.customer));
}

export const setupIntentRoutes: Routes = {
  'POST /v1/setup_intents': ({ world, params }) => {
    params.only('customer', 'confirm', 'payment_method', 'payment_method_types', 'usage', 'metadata', 'automatic_payment_methods');
    const customer = params.string('customer');
    if (customer !== undefined) getCustomer(world, customer);
    const intent = createSetupIntent(world, {
      customer: customer ?? null,
      usage: params.oneOf('usage', ['off_session', 'on_session']) ?? 'off_session',
      metadata: mergeMetadata({}, params.map('metadata')),
    });
    const method = params.string('payment_method');
    if (params.boolean('confirm') && method === undefined) throw invalidRequest('Missing required param: payment_method.', { param: 'payment_method' });
    if (params.boolean('confirm') && method !== undefined) succeedSetupIntent(world, intent, method);
    return intent;
  },
  'GET /v1/setup_intents': ({ world, params }) => {
    params.only(...PAGE_PARAMS, 'customer');
    const customer = params.string('customer');
    const rows = [...world.state.tables.setupIntents.values()].filter((row) => customer === undefined || row.customer === customer);
    return listPage(params, '/v1/setup_intents', rows);
  },
  'GET /v1/setup_intents/:id': (request) => {
    const intent = request.world.state.tables.setupIntents.get(firstId(request));
    if (intent === undefined) throw noSuch('setupintent', firstId(request), 'intent');
    return intent;
  },
  'POST /v1/setup_intents/:id/confirm': (request) => {
    const intent = request.world.state.tables.setupIntents.get(firstId(request));
    if (intent === undefined) throw noSuch('setupintent', firstId(request), 'intent');
    succeedSetupIntent(request.world, intent, request.params.only('payment_method').required('payment_method'));
    return intent;
  },
};
