import type { PortalSession } from '../records.ts';
import { emitCustomerUpdated } from '../resources/customers.ts';
import { attachPaymentMethod, createPaymentMethod } from '../resources/payment-methods.ts';
import { noSuch } from '../stripe-error.ts';
import { testCard } from '../test-cards.ts';
import type { World } from '../world.ts';
import { cardFields, enteredCard, TEST_CARD_HELP } from './card-fields.ts';
import type { PageAnswer } from './checkout-page.ts';
import { escapeHtml, formatCents, formatDay, page } from './layout.ts';

/** The customer portal: the default card, a form to replace it, and the invoices. */
export function portalPage(world: World, secret: string, form: URLSearchParams | undefined): PageAnswer {
  const session = [...world.state.tables.portalSessions.values()].find((row) => row.url.endsWith(`/${secret}`));
  if (session === undefined) throw noSuch('portal session', secret);
  const refusal = form === undefined ? undefined : saveCard(world, session, form);
  if (form !== undefined && refusal === undefined) return { redirect: session.url };
  return { html: page('Billing', content(world, session, { form, refusal })) };
}

function saveCard(world: World, session: PortalSession, form: URLSearchParams): string | undefined {
  const entered = enteredCard(form);
  const card = testCard(entered.number);
  if (card === undefined) return 'This is test mode: use a test card such as 4242 4242 4242 4242.';
  if (card.setup === 'declines') return 'Your card was declined.';
  const method = createPaymentMethod(world, card, { month: entered.month || 12, year: entered.year || 2040 });
  attachPaymentMethod(world, method, session.customer);
  const customer = world.state.tables.customers.get(session.customer);
  if (customer !== undefined) {
    const before = customer.invoice_settings.default_payment_method;
    customer.invoice_settings.default_payment_method = method.id;
    for (const subscription of world.state.tables.subscriptions.values()) {
      if (subscription.customer === customer.id) subscription.default_payment_method = null;
    }
    emitCustomerUpdated(world, customer, before);
  }
  world.changed();
  return undefined;
}

function content(world: World, session: PortalSession, state: { form: URLSearchParams | undefined; refusal: string | undefined }): string {
  const customer = world.state.tables.customers.get(session.customer);
  const method = world.state.tables.paymentMethods.get(customer?.invoice_settings.default_payment_method ?? '');
  const invoices = [...world.state.tables.invoices.values()]
    .filter((invoice) => invoice.customer === session.customer && invoice.status !== 'draft' && invoice.total !== 0)
    .toReversed()
    .map(
      (invoice) =>
        `<tr><td><a href="/i/${invoice.id}">${escapeHtml(invoice.number ?? invoice.id)}</a></td><td>${formatDay(invoice.created)}</td><td class="status ${invoice.status}">${invoice.status}</td><td class="amount">${formatCents(invoice.total)}</td></tr>`,
    )
    .join('');
  const back = session.return_url === null ? '' : `<p><a href="${escapeHtml(session.return_url)}">Back to ModelHub</a></p>`;
  const error = state.refusal === undefined ? '' : `<div class="error" role="alert">${escapeHtml(state.refusal)}</div>`;
  return `${back}<div class="card"><h1>Billing</h1><p>${escapeHtml(customer?.email ?? customer?.name ?? session.customer)}</p>
<h2>Card</h2><p>${method === undefined ? 'No card yet.' : `${escapeHtml(method.card.brand)} ending in ${method.card.last4}, expires ${method.card.exp_month}/${method.card.exp_year}`}</p>
${error}<form method="post">${cardFields(state.form ?? new URLSearchParams())}<button type="submit">Use this card</button></form>${TEST_CARD_HELP}</div>
<div class="card"><h2>Invoices</h2>${invoices === '' ? '<p>Nothing billed yet.</p>' : `<table>${invoices}</table>`}</div>`;
}
