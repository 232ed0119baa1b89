import { addSubscriptionLines, newDraft, refreshDraft } from '../invoicing/draft.ts';
import { finalizeInvoice } from '../invoicing/finalize.ts';
import { payInvoice } from '../invoicing/pay.ts';
import { PAGE_PARAMS, listPage } from '../pagination.ts';
import { mergeMetadata, type Params } from '../params.ts';
import type { Invoice } from '../records.ts';
import { firstId, type ApiRequest, type Routes } from '../router.ts';
import { invalidRequest, noSuch } from '../stripe-error.ts';
import { customerNow, type World } from '../world.ts';
import { getCustomer } from './customers.ts';
import { resolvePaymentMethod } from './payment-methods.ts';

export function getInvoice(world: World, id: string): Invoice {
  const invoice = world.state.tables.invoices.get(id);
  if (invoice === undefined) throw noSuch('invoice', id);
  if (invoice.status === 'draft') refreshDraft(world, invoice);
  return invoice;
}

export function getDraft(world: World, id: string): Invoice {
  const invoice = getInvoice(world, id);
  if (invoice.status !== 'draft') {
    throw invalidRequest('Finalized invoices can’t be updated in this way: only drafts can.', { code: 'invoice_not_editable' });
  }
  return invoice;
}

function applyChanges(invoice: Invoice, params: Params): void {
  const isDraftOnly = ['footer', 'description', 'custom_fields'].some((name) => params.has(name));
  if (isDraftOnly && invoice.status !== 'draft') {
    throw invalidRequest('Finalized invoices can’t be updated in this way: only drafts can.', { code: 'invoice_not_editable' });
  }
  if (params.has('footer')) invoice.footer = params.text('footer', 5_000) ?? null;
  if (params.has('description')) invoice.description = params.text('description', 1_500) ?? null;
  if (params.has('auto_advance')) invoice.auto_advance = params.boolean('auto_advance') ?? false;
  if (params.has('custom_fields')) {
    const fields = (params.objects('custom_fields') ?? []).map((field) => {
      field.only('name', 'value');
      return { name: field.text('name', 40) ?? field.required('name'), value: field.text('value', 140) ?? field.required('value') };
    });
    if (fields.length > 4) throw invalidRequest('You can specify up to 4 custom fields.', { param: 'custom_fields' });
    invoice.custom_fields = fields.length === 0 ? null : fields;
  }
  invoice.metadata = mergeMetadata(invoice.metadata, params.map('metadata'));
}

function settle(request: ApiRequest, status: 'void' | 'uncollectible'): Invoice {
  const invoice = getInvoice(request.world, firstId(request));
  if (invoice.status !== 'open' && invoice.status !== 'uncollectible') {
    throw invalidRequest(`You can only do this with open invoices. This one is ${invoice.status}.`, { code: 'invoice_not_open' });
  }
  const now = customerNow(request.world, invoice.customer);
  invoice.status = status;
  invoice.next_payment_attempt = null;
  if (status === 'void') invoice.status_transitions.voided_at = now;
  else invoice.status_transitions.marked_uncollectible_at = now;
  request.world.webhooks.emit(status === 'void' ? 'invoice.voided' : 'invoice.marked_uncollectible', invoice, now);
  return invoice;
}

export const invoiceRoutes: Routes = {
  'POST /v1/invoices': ({ world, params }) => {
    params.only('customer', 'auto_advance', 'metadata', 'description', 'footer', 'custom_fields', 'collection_method', 'pending_invoice_items_behavior');
    const customer = getCustomer(world, params.required('customer'));
    const now = customerNow(world, customer.id);
    const invoice = newDraft({ customer, now, reason: 'manual', period: { start: now, end: now }, autoAdvance: params.boolean('auto_advance') ?? false });
    applyChanges(invoice, params);
    world.state.tables.invoices.set(invoice.id, invoice);
    world.webhooks.emit('invoice.created', invoice, now);
    return invoice;
  },
  'POST /v1/invoices/create_preview': ({ world, params }) => {
    params.only('customer', 'subscription');
    const subscription = world.state.tables.subscriptions.get(params.required('subscription'));
    if (subscription === undefined) throw noSuch('subscription', params.required('subscription'), 'subscription');
    const customer = getCustomer(world, subscription.customer);
    const item = subscription.items.data[0];
    const period = { start: item?.current_period_start ?? 0, end: item?.current_period_end ?? 0 };
    const invoice = newDraft({ customer, subscription, now: period.end, reason: 'upcoming', period, autoAdvance: true });
    invoice.id = `upcoming_${invoice.id}`;
    addSubscriptionLines(invoice, subscription, period);
    refreshDraft(world, invoice);
    return invoice;
  },
  'GET /v1/invoices': ({ world, params }) => {
    params.only(...PAGE_PARAMS, 'customer', 'subscription', 'status', 'collection_method');
    const [customer, subscription, status] = [params.string('customer'), params.string('subscription'), params.string('status')];
    const rows = [...world.state.tables.invoices.values()].filter(
      (row) =>
        (customer === undefined || row.customer === customer) &&
        (subscription === undefined || row.parent?.subscription_details.subscription === subscription) &&
        (status === undefined || row.status === status),
    );
    for (const row of rows) if (row.status === 'draft') refreshDraft(world, row);
    return listPage(params, '/v1/invoices', rows);
  },
  'GET /v1/invoices/:id': (request) => getInvoice(request.world, firstId(request)),
  'POST /v1/invoices/:id': (request) => {
    const invoice = getInvoice(request.world, firstId(request));
    applyChanges(invoice, request.params.only('metadata', 'description', 'footer', 'custom_fields', 'auto_advance'));
    request.world.webhooks.emit('invoice.updated', invoice, customerNow(request.world, invoice.customer));
    return invoice;
  },
  'DELETE /v1/invoices/:id': (request) => {
    const invoice = getDraft(request.world, firstId(request));
    if (invoice.parent !== null) throw invalidRequest('You can only delete draft invoices that were not created by a subscription.');
    request.world.state.tables.invoices.delete(invoice.id);
    return { id: invoice.id, object: 'invoice', deleted: true };
  },
  'POST /v1/invoices/:id/finalize': (request) => {
    const invoice = getInvoice(request.world, firstId(request));
    const advance = request.params.only('auto_advance').boolean('auto_advance');
    if (advance !== undefined) invoice.auto_advance = advance;
    finalizeInvoice(request.world, invoice, customerNow(request.world, invoice.customer));
    return invoice;
  },
  'POST /v1/invoices/:id/pay': (request) => {
    const { world } = request;
    const invoice = getInvoice(world, firstId(request));
    const methodId = request.params.only('payment_method', 'off_session', 'paid_out_of_band').string('payment_method');
    const now = customerNow(world, invoice.customer);
    if (invoice.status === 'draft') finalizeInvoice(world, invoice, now);
    if (invoice.status === 'paid') throw invalidRequest('Invoice is already paid', { code: 'invoice_already_paid' });
    if (invoice.status !== 'open' && invoice.status !== 'uncollectible')
      throw invalidRequest('This invoice can no longer be paid.', { code: 'invoice_not_open' });
    payInvoice(world, invoice, {
      now,
      isAutomatic: false,
      ...(methodId === undefined ? {} : { paymentMethod: resolvePaymentMethod(world, methodId) }),
    });
    return invoice;
  },
  'POST /v1/invoices/:id/void': (request) => settle(request, 'void'),
  'POST /v1/invoices/:id/mark_uncollectible': (request) => settle(request, 'uncollectible'),
};
