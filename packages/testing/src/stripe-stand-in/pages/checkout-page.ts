import { getCheckoutSession, submitCard, successUrl } from '../resources/checkout-sessions.ts';
import type { World } from '../world.ts';
import { cardFields, enteredCard, TEST_CARD_HELP } from './card-fields.ts';
import { escapeHtml, page } from './layout.ts';

export type PageAnswer = { readonly html: string; readonly status?: number } | { readonly redirect: string };

/** The hosted page where a card is entered; completes the session and sends the browser on. */
export function checkoutPage(world: World, sessionId: string, form: URLSearchParams | undefined): PageAnswer {
  const session = getCheckoutSession(world, sessionId);
  if (session.status === 'complete') return { redirect: successUrl(session) };
  if (session.status === 'expired') {
    return { status: 410, html: page('Session expired', '<div class="card"><h1>This page has expired</h1><p>Go back and start again.</p></div>') };
  }
  let error = '';
  if (form !== undefined) {
    const entry = submitCard(world, session, enteredCard(form));
    if (entry.kind === 'saved') return { redirect: successUrl(session) };
    error = `<div class="error" role="alert">${escapeHtml(entry.message)}</div>`;
  }
  const email = session.customer === null ? null : (world.state.tables.customers.get(session.customer)?.email ?? null);
  const cancel = session.cancel_url === null ? '' : `<p style="margin-top:1rem"><a href="${escapeHtml(session.cancel_url)}">Go back without saving</a></p>`;
  return {
    html: page(
      'Save a card',
      `<div class="card"><h1>Save a card</h1><p>${email === null ? 'You' : escapeHtml(email)} will be charged for usage at the end of each month.</p>
${error}<form method="post">${cardFields(form ?? new URLSearchParams())}<button type="submit">Save card</button></form>${cancel}</div>
<div class="card"><h2>Test cards</h2>${TEST_CARD_HELP}</div>`,
    ),
  };
}
