import { PAGE_PARAMS, listPage } from '../pagination.ts';
import { mergeMetadata, type Params } from '../params.ts';
import type { Product } from '../records.ts';
import { firstId, type Routes } from '../router.ts';
import { newStripeId } from '../state.ts';
import { invalidRequest, noSuch } from '../stripe-error.ts';
import { accountNow, type World } from '../world.ts';

export function getProduct(world: World, id: string, param = 'id'): Product {
  const product = world.state.tables.products.get(id);
  if (product === undefined) throw noSuch('product', id, param);
  return product;
}

function applyChanges(product: Product, params: Params): void {
  if (params.has('name')) product.name = params.required('name');
  if (params.has('description')) product.description = params.string('description') ?? null;
  if (params.has('active')) product.active = params.boolean('active') ?? true;
  if (params.has('unit_label')) product.unit_label = params.text('unit_label', 12) ?? null;
  product.metadata = mergeMetadata(product.metadata, params.map('metadata'));
}

const CHANGEABLE = ['name', 'description', 'active', 'unit_label', 'metadata', 'tax_code', 'statement_descriptor'] as const;

export const productRoutes: Routes = {
  'POST /v1/products': ({ world, params }) => {
    params.only(...CHANGEABLE, 'id');
    const now = accountNow(world);
    const id = params.string('id') ?? newStripeId('prod');
    if (world.state.tables.products.has(id)) {
      throw invalidRequest(`Product already exists.`, { code: 'resource_already_exists', param: 'id' });
    }
    const product: Product = {
      id,
      object: 'product',
      created: now,
      updated: now,
      livemode: false,
      name: params.required('name'),
      description: null,
      active: true,
      unit_label: null,
      metadata: {},
    };
    applyChanges(product, params);
    world.state.tables.products.set(product.id, product);
    world.webhooks.emit('product.created', product, now);
    return product;
  },
  'GET /v1/products': ({ world, params }) => {
    params.only(...PAGE_PARAMS, 'active', 'ids');
    const active = params.boolean('active');
    const ids = params.strings('ids');
    const rows = [...world.state.tables.products.values()].filter(
      (row) => (active === undefined || row.active === active) && (ids === undefined || ids.includes(row.id)),
    );
    return listPage(params, '/v1/products', rows);
  },
  'GET /v1/products/:id': (request) => getProduct(request.world, firstId(request)),
  'POST /v1/products/:id': (request) => {
    const product = getProduct(request.world, firstId(request));
    applyChanges(product, request.params.only(...CHANGEABLE));
    product.updated = accountNow(request.world);
    return product;
  },
};
