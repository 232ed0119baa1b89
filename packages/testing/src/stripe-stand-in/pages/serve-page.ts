import type { ServerResponse } from 'node:http';
import type { World } from '../world.ts';
import { checkoutPage, type PageAnswer } from './checkout-page.ts';
import { invoicePage, invoicePdf } from './invoice-page.ts';
import { page } from './layout.ts';
import { portalPage } from './portal-page.ts';

/** The pages that a person sees: checkout, portal, invoice and its PDF. Throws StandInError 404 for unknown objects. */
export function servePage(world: World, response: ServerResponse, call: { path: string; form: URLSearchParams | undefined }): void {
  const pdf = /^\/i\/([^/]+)\/pdf$/.exec(call.path)?.[1];
  if (pdf !== undefined) {
    response.writeHead(200, { 'content-type': 'application/pdf', 'content-disposition': `inline; filename="${pdf}.pdf"` });
    response.end(invoicePdf(world, pdf));
    return;
  }
  const answer = findPage(world, call);
  if ('redirect' in answer) {
    response.writeHead(303, { location: answer.redirect }).end();
    return;
  }
  response.writeHead(answer.status ?? 200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }).end(answer.html);
}

function findPage(world: World, call: { path: string; form: URLSearchParams | undefined }): PageAnswer {
  const checkout = /^\/c\/pay\/([^/]+)$/.exec(call.path)?.[1];
  if (checkout !== undefined) return checkoutPage(world, checkout, call.form);
  const portal = /^\/p\/session\/([^/]+)$/.exec(call.path)?.[1];
  if (portal !== undefined) return portalPage(world, portal, call.form);
  const invoice = /^\/i\/([^/]+)$/.exec(call.path)?.[1];
  if (invoice !== undefined) return invoicePage(world, invoice, call.form);
  return {
    status: call.path === '/' ? 200 : 404,
    html: page(
      'Stripe stand-in',
      '<div class="card"><h1>Stripe stand-in</h1><p>The sandbox of this ModelHub. Set STRIPE_SECRET_KEY to use the real Stripe.</p></div>',
    ),
  };
}
