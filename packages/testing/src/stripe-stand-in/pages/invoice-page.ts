import { payInvoice } from '../invoicing/pay.ts';
import type { Invoice } from '../records.ts';
import { getInvoice } from '../resources/invoices.ts';
import { StandInError } from '../stripe-error.ts';
import { customerNow, type World } from '../world.ts';
import type { PageAnswer } from './checkout-page.ts';
import { escapeHtml, formatCents, formatDay, page } from './layout.ts';
import { textPdf } from './text-pdf.ts';

/** The hosted invoice: its lines, its state, and a button to pay it while it is open. */
export function invoicePage(world: World, invoiceId: string, form: URLSearchParams | undefined): PageAnswer {
  const invoice = getInvoice(world, invoiceId);
  let error = '';
  if (form !== undefined && invoice.status === 'open') {
    try {
      payInvoice(world, invoice, { now: customerNow(world, invoice.customer), isAutomatic: false });
    } catch (failure) {
      if (!(failure instanceof StandInError)) throw failure;
      error = `<div class="error" role="alert">${escapeHtml(failure.message)} Change the card in the billing portal and try again.</div>`;
    }
    world.changed();
  }
  const lines = invoice.lines.data
    .map((line) => `<tr><td>${escapeHtml(line.description ?? '')}</td><td class="amount">${formatCents(line.amount)}</td></tr>`)
    .join('');
  const fields = (invoice.custom_fields ?? [])
    .map((field) => `<tr><th>${escapeHtml(field.name)}</th><td class="amount">${escapeHtml(field.value)}</td></tr>`)
    .join('');
  const pay = invoice.status === 'open' ? `<form method="post"><button type="submit">Pay ${formatCents(invoice.amount_remaining)}</button></form>` : '';
  return {
    html: page(
      `Invoice ${invoice.number ?? ''}`,
      `<div class="card"><h1>Invoice ${escapeHtml(invoice.number ?? '(draft)')}</h1>
<p>${escapeHtml(invoice.account_name)} to ${escapeHtml(invoice.customer_name ?? invoice.customer_email ?? invoice.customer)}, ${formatDay(invoice.period_start)} to ${formatDay(invoice.period_end)}</p>
<div class="total">${formatCents(invoice.amount_due)}</div><p class="status ${invoice.status}">${invoice.status}</p>${error}${pay}
<p style="margin-top:1rem"><a href="/i/${invoice.id}/pdf">Download PDF</a></p></div>
<div class="card"><h2>Lines</h2><table>${lines}<tr><th>Total</th><th class="amount">${formatCents(invoice.total)}</th></tr></table></div>
${fields === '' ? '' : `<div class="card"><table>${fields}</table></div>`}
${invoice.footer === null ? '' : `<p>${escapeHtml(invoice.footer)}</p>`}`,
    ),
  };
}

export function invoicePdf(world: World, invoiceId: string): Buffer {
  const invoice: Invoice = getInvoice(world, invoiceId);
  return textPdf([
    `Invoice ${invoice.number ?? '(draft)'}   ${invoice.status}`,
    `${invoice.account_name} to ${invoice.customer_name ?? invoice.customer_email ?? invoice.customer}`,
    `${formatDay(invoice.period_start)} to ${formatDay(invoice.period_end)}`,
    '',
    ...invoice.lines.data.map((line) => `${formatCents(line.amount).padStart(14)}   ${line.description ?? ''}`),
    '',
    `${formatCents(invoice.total).padStart(14)}   Total`,
    `${formatCents(invoice.amount_due).padStart(14)}   Amount due`,
    '',
    ...(invoice.custom_fields ?? []).map((field) => `${field.name}: ${field.value}`),
    ...(invoice.footer ?? '').split('\n'),
  ]);
}
