import { PAGE_PARAMS, listPage } from '../pagination.ts';
import { mergeMetadata, type Params } from '../params.ts';
import type { Price } from '../records.ts';
import { firstId, type Routes } from '../router.ts';
import { newStripeId } from '../state.ts';
import { invalidRequest, noSuch } from '../stripe-error.ts';
import { accountNow, type World } from '../world.ts';
import { getProduct } from './products.ts';

export function getPrice(world: World, id: string, param = 'id'): Price {
  const price = world.state.tables.prices.get(id);
  if (price === undefined) throw noSuch('price', id, param);
  return price;
}

function recurringOf(world: World, params: Params): Price['recurring'] {
  const recurring = params.object('recurring')?.only('interval', 'interval_count', 'usage_type', 'meter');
  if (recurring === undefined) return null;
  if (recurring.required('interval') !== 'month' || (recurring.integer('interval_count') ?? 1) !== 1) {
    throw invalidRequest('The stand-in keeps monthly prices only.', { param: 'recurring[interval]' });
  }
  const usageType = recurring.oneOf('usage_type', ['metered', 'licensed']) ?? 'licensed';
  const meter = recurring.string('meter') ?? null;
  if (usageType === 'metered' && meter === null) {
    throw invalidRequest('All metered prices must be backed by meters. Set `recurring[meter]`.', { param: 'recurring[meter]' });
  }
  if (meter !== null && usageType !== 'metered') {
    throw invalidRequest('`recurring[meter]` can only be set on prices with `recurring[usage_type]=metered`.', { param: 'recurring[meter]' });
  }
  if (meter !== null && world.state.tables.meters.get(meter)?.status !== 'active') throw noSuch('billing meter', meter, 'recurring[meter]');
  return { interval: 'month', interval_count: 1, usage_type: usageType, meter, trial_period_days: null };
}

function unitAmountDecimal(params: Params): string {
  const decimal = params.string('unit_amount_decimal');
  const whole = params.integer('unit_amount');
  if ((decimal === undefined) === (whole === undefined)) {
    throw invalidRequest('You must specify exactly one of `unit_amount` and `unit_amount_decimal`.', { param: 'unit_amount' });
  }
  if (decimal === undefined) return String(whole);
  if (!/^\d+(\.\d{1,12})?$/.test(decimal)) {
    throw invalidRequest('Invalid decimal: unit_amount_decimal takes at most 12 decimal places.', { param: 'unit_amount_decimal' });
  }
  return decimal;
}

function claimLookupKey(world: World, price: Price, params: Params): void {
  if (!params.has('lookup_key')) return;
  const key = params.text('lookup_key', 200) ?? null;
  const holder = [...world.state.tables.prices.values()].find((other) => key !== null && other.lookup_key === key && other.id !== price.id);
  if (holder !== undefined && !params.boolean('transfer_lookup_key')) {
    throw invalidRequest(
      `A price (\`${holder.id}\`) already uses that lookup key. You can use it for this price instead, by passing in \`transfer_lookup_key=true\`.`,
      { param: 'lookup_key' },
    );
  }
  if (holder !== undefined) holder.lookup_key = null;
  price.lookup_key = key;
}

export const priceRoutes: Routes = {
  'POST /v1/prices': ({ world, params }) => {
    params.only(
      'product',
      'currency',
      'unit_amount',
      'unit_amount_decimal',
      'recurring',
      'lookup_key',
      'transfer_lookup_key',
      'metadata',
      'nickname',
      'billing_scheme',
      'tax_behavior',
      'active',
    );
    const decimal = unitAmountDecimal(params);
    const recurring = recurringOf(world, params);
    const price: Price = {
      id: newStripeId('price'),
      object: 'price',
      created: accountNow(world),
      livemode: false,
      active: params.boolean('active') ?? true,
      billing_scheme: 'per_unit',
      currency: params.required('currency').toLowerCase(),
      lookup_key: null,
      metadata: mergeMetadata({}, params.map('metadata')),
      nickname: params.string('nickname') ?? null,
      product: getProduct(world, params.required('product'), 'product').id,
      recurring,
      tax_behavior: params.string('tax_behavior') ?? 'unspecified',
      type: recurring === null ? 'one_time' : 'recurring',
      unit_amount: /^\d+$/.test(decimal) ? Number(decimal) : null,
      unit_amount_decimal: decimal,
    };
    claimLookupKey(world, price, params);
    world.state.tables.prices.set(price.id, price);
    world.webhooks.emit('price.created', price, price.created);
    return price;
  },
  'GET /v1/prices': ({ world, params }) => {
    params.only(...PAGE_PARAMS, 'lookup_keys', 'product', 'active', 'type', 'recurring');
    const keys = params.strings('lookup_keys');
    const product = params.string('product');
    const active = params.boolean('active');
    const rows = [...world.state.tables.prices.values()].filter(
      (row) =>
        (keys === undefined || (row.lookup_key !== null && keys.includes(row.lookup_key))) &&
        (product === undefined || row.product === product) &&
        (active === undefined || row.active === active),
    );
    return listPage(params, '/v1/prices', rows);
  },
  'GET /v1/prices/:id': (request) => getPrice(request.world, firstId(request)),
  'POST /v1/prices/:id': (request) => {
    const price = getPrice(request.world, firstId(request));
    const params = request.params.only('active', 'metadata', 'nickname', 'lookup_key', 'transfer_lookup_key');
    if (params.has('active')) price.active = params.boolean('active') ?? true;
    if (params.has('nickname')) price.nickname = params.string('nickname') ?? null;
    price.metadata = mergeMetadata(price.metadata, params.map('metadata'));
    claimLookupKey(request.world, price, params);
    return price;
  },
};
