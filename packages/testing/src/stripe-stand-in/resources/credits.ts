import { addBalanceTransaction } from '../invoicing/finalize.ts';
import { PAGE_PARAMS, listPage } from '../pagination.ts';
import { mergeMetadata } from '../params.ts';
import type { CreditGrant } from '../records.ts';
import { firstId, type Routes } from '../router.ts';
import { newStripeId } from '../state.ts';
import { invalidRequest, noSuch } from '../stripe-error.ts';
import { customerNow, type World } from '../world.ts';
import { getCustomer } from './customers.ts';

function getGrant(world: World, id: string): CreditGrant {
  const grant = world.state.tables.creditGrants.get(id);
  if (grant === undefined) throw noSuch('credit grant', id);
  return grant;
}

/** Customer balance transactions and credit grants: the two ways in which money is owed to a customer. */
export const creditRoutes: Routes = {
  'POST /v1/customers/:id/balance_transactions': (request) => {
    const { world } = request;
    const params = request.params.only('amount', 'currency', 'description', 'metadata');
    const customer = getCustomer(world, firstId(request), 'customer');
    params.required('currency');
    return addBalanceTransaction(world, customer, {
      amount: params.requiredInteger('amount'),
      type: 'adjustment',
      description: params.text('description', 350) ?? null,
      metadata: mergeMetadata({}, params.map('metadata')),
    });
  },
  'GET /v1/customers/:id/balance_transactions': (request) => {
    const params = request.params.only(...PAGE_PARAMS);
    const customer = getCustomer(request.world, firstId(request), 'customer');
    const rows = [...request.world.state.tables.balanceTransactions.values()].filter((row) => row.customer === customer.id);
    return listPage(params, `/v1/customers/${customer.id}/balance_transactions`, rows);
  },
  'POST /v1/billing/credit_grants': ({ world, params }) => {
    params.only('customer', 'amount', 'applicability_config', 'category', 'effective_at', 'expires_at', 'metadata', 'name', 'priority');
    const customer = getCustomer(world, params.required('customer'));
    const monetary = params.object('amount')?.only('type', 'monetary').object('monetary')?.only('currency', 'value');
    const value = monetary?.requiredInteger('value') ?? 0;
    if (value <= 0) throw invalidRequest('Invalid positive integer', { param: 'amount[monetary][value]' });
    const now = customerNow(world, customer.id);
    const grant: CreditGrant = {
      id: newStripeId('credgr_test'),
      object: 'billing.credit_grant',
      created: now,
      updated: now,
      livemode: false,
      amount: { type: 'monetary', monetary: { currency: monetary?.required('currency') ?? 'usd', value } },
      applicability_config: { scope: { price_type: 'metered' } },
      category: params.oneOf('category', ['paid', 'promotional']) ?? 'promotional',
      customer: customer.id,
      effective_at: params.integer('effective_at') ?? now,
      expires_at: params.integer('expires_at') ?? null,
      metadata: mergeMetadata({}, params.map('metadata')),
      name: params.string('name') ?? null,
      priority: params.integer('priority') ?? 50,
      test_clock: customer.test_clock,
      voided_at: null,
      _remaining: value,
    };
    world.state.tables.creditGrants.set(grant.id, grant);
    world.webhooks.emit('billing.credit_grant.created', grant, now);
    return grant;
  },
  'GET /v1/billing/credit_grants': ({ world, params }) => {
    params.only(...PAGE_PARAMS, 'customer');
    const customer = params.string('customer');
    return listPage(
      params,
      '/v1/billing/credit_grants',
      [...world.state.tables.creditGrants.values()].filter((row) => customer === undefined || row.customer === customer),
    );
  },
  'GET /v1/billing/credit_grants/:id': (request) => getGrant(request.world, firstId(request)),
  'POST /v1/billing/credit_grants/:id/void': (request) => {
    const grant = getGrant(request.world, firstId(request));
    if (grant._remaining !== grant.amount.monetary.value) throw invalidRequest('Only credit grants that were never used can be voided.');
    grant.voided_at = customerNow(request.world, grant.customer);
    return grant;
  },
  'POST /v1/billing/credit_grants/:id/expire': (request) => {
    const grant = getGrant(request.world, firstId(request));
    grant.expires_at = customerNow(request.world, grant.customer);
    return grant;
  },
};
