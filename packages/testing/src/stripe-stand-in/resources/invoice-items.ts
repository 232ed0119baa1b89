import { addItemLine, refreshDraft } from '../invoicing/draft.ts';
import { PAGE_PARAMS, listPage } from '../pagination.ts';
import { mergeMetadata, type Params } from '../params.ts';
import type { InvoiceItem } from '../records.ts';
import { firstId, type Routes } from '../router.ts';
import { newStripeId } from '../state.ts';
import { invalidRequest, noSuch } from '../stripe-error.ts';
import { customerNow, type World } from '../world.ts';
import { getCustomer } from './customers.ts';
import { getDraft } from './invoices.ts';

/** An item of so many cents, waiting for the customer's next invoice unless it is put on one. */
export function createInvoiceItem(world: World, customerId: string, params: Params): InvoiceItem {
  const customer = getCustomer(world, customerId);
  const now = customerNow(world, customer.id);
  const amount = params.requiredInteger('amount');
  const period = params.object('period')?.only('start', 'end');
  const item: InvoiceItem = {
    id: newStripeId('ii'),
    object: 'invoiceitem',
    created: now,
    livemode: false,
    amount,
    currency: 'usd',
    customer: customer.id,
    date: now,
    description: params.text('description', 500) ?? null,
    discountable: params.boolean('discountable') ?? true,
    invoice: null,
    metadata: mergeMetadata({}, params.map('metadata')),
    period: { start: period?.requiredInteger('start') ?? now, end: period?.requiredInteger('end') ?? now },
    proration: false,
    quantity: 1,
    pricing: { type: 'price_details', unit_amount_decimal: String(amount) },
    parent: null,
    test_clock: customer.test_clock,
  };
  world.state.tables.invoiceItems.set(item.id, item);
  return item;
}

export const invoiceItemRoutes: Routes = {
  'POST /v1/invoiceitems': ({ world, params }) => {
    params.only('customer', 'amount', 'currency', 'description', 'metadata', 'invoice', 'period', 'discountable');
    const invoiceId = params.string('invoice');
    const invoice = invoiceId === undefined ? undefined : getDraft(world, invoiceId);
    const item = createInvoiceItem(world, params.string('customer') ?? invoice?.customer ?? params.required('customer'), params);
    if (invoice !== undefined) {
      addItemLine(invoice, item);
      refreshDraft(world, invoice);
    }
    world.webhooks.emit('invoiceitem.created', item, item.created);
    return item;
  },
  'GET /v1/invoiceitems': ({ world, params }) => {
    params.only(...PAGE_PARAMS, 'customer', 'invoice', 'pending');
    const [customer, invoice, pending] = [params.string('customer'), params.string('invoice'), params.boolean('pending')];
    const rows = [...world.state.tables.invoiceItems.values()].filter(
      (row) =>
        (customer === undefined || row.customer === customer) &&
        (invoice === undefined || row.invoice === invoice) &&
        (pending === undefined || (row.invoice === null) === pending),
    );
    return listPage(params, '/v1/invoiceitems', rows);
  },
  'GET /v1/invoiceitems/:id': (request) => {
    const item = request.world.state.tables.invoiceItems.get(firstId(request));
    if (item === undefined) throw noSuch('invoiceitem', firstId(request));
    return item;
  },
  'DELETE /v1/invoiceitems/:id': (request) => {
    const item = request.world.state.tables.invoiceItems.get(firstId(request));
    if (item === undefined) throw noSuch('invoiceitem', firstId(request));
    if (item.invoice !== null) throw invalidRequest('Only invoice items that are not on an invoice can be deleted here.');
    request.world.state.tables.invoiceItems.delete(item.id);
    return { id: item.id, object: 'invoiceitem', deleted: true };
  },
};
