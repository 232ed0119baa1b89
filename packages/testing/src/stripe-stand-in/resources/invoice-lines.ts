import { addItemLine, refreshDraft } from '../invoicing/draft.ts';
import { PAGE_PARAMS, orderedPage } from '../pagination.ts';
import { mergeMetadata } from '../params.ts';
import { firstId, type Routes } from '../router.ts';
import { noSuch } from '../stripe-error.ts';
import { getDraft, getInvoice } from './invoices.ts';
import { createInvoiceItem } from './invoice-items.ts';

export const invoiceLineRoutes: Routes = {
  'GET /v1/invoices/:id/lines': (request) => {
    const invoice = getInvoice(request.world, firstId(request));
    return orderedPage(request.params.only(...PAGE_PARAMS), invoice.lines.url, invoice.lines.data);
  },
  'POST /v1/invoices/:id/add_lines': (request) => {
    const { world } = request;
    const invoice = getDraft(world, firstId(request));
    for (const entry of request.params.only('lines', 'invoice_metadata').objects('lines') ?? []) {
      entry.only('amount', 'description', 'metadata', 'period', 'discountable');
      addItemLine(invoice, createInvoiceItem(world, invoice.customer, entry));
    }
    refreshDraft(world, invoice);
    return invoice;
  },
  'POST /v1/invoices/:id/remove_lines': (request) => {
    const invoice = getDraft(request.world, firstId(request));
    for (const entry of request.params.only('lines', 'invoice_metadata').objects('lines') ?? []) {
      const id = entry.only('id', 'behavior').required('id');
      const line = invoice.lines.data.find((candidate) => candidate.id === id);
      if (line === undefined) throw noSuch('line item', id, 'lines');
      invoice.lines.data = invoice.lines.data.filter((candidate) => candidate !== line);
      const itemId = line.parent.invoice_item_details?.invoice_item;
      const item = itemId === undefined ? undefined : request.world.state.tables.invoiceItems.get(itemId);
      if (item === undefined) continue;
      if (entry.oneOf('behavior', ['delete', 'unassign']) === 'unassign') item.invoice = null;
      else request.world.state.tables.invoiceItems.delete(item.id);
    }
    refreshDraft(request.world, invoice);
    return invoice;
  },
  'POST /v1/invoices/:id/update_lines': (request) => {
    const invoice = getDraft(request.world, firstId(request));
    for (const entry of request.params.only('lines', 'invoice_metadata').objects('lines') ?? []) {
      const id = entry.only('id', 'amount', 'description', 'metadata').required('id');
      const line = invoice.lines.data.find((candidate) => candidate.id === id);
      if (line === undefined) throw noSuch('line item', id, 'lines');
      if (entry.has('description')) line.description = entry.text('description', 500) ?? null;
      if (entry.has('amount') && line.parent.invoice_item_details !== null) line.amount = line.subtotal = entry.requiredInteger('amount');
      line.metadata = mergeMetadata(line.metadata, entry.map('metadata'));
    }
    refreshDraft(request.world, invoice);
    return invoice;
  },
};
