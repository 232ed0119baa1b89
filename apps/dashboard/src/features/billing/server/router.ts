import { listInvoices, type InvoiceSummary } from '@modelhub/billing/invoices';
import { monthStart, nextMonthStart } from '@modelhub/billing/month';
import { createPortalSession } from '@modelhub/billing/portal';
import { readInvoiceStatement, readUsageStatement } from '@modelhub/billing/statement';
import { z } from 'zod';
import { budgetAmountSchema } from '#src/server/amount-input.ts';
import { audit } from '#src/server/audit.ts';
import { notFound } from '#src/server/errors.ts';
import { idSchema, permitted, router } from '#src/server/trpc.ts';
import { askStripe } from './ask-stripe.ts';
import { budgetInputSchema, createBudget, listBudgets, removeBudget, updateBudget } from './budgets.ts';
import { finishCardSetup, startCardSetup } from './card-setup.ts';
import { readOverview } from './overview.ts';
import { readSubscription } from './subscription.ts';

const INVOICES_MAX = 100;

const budgetsRouter = router({
  list: permitted('billing:read').query(({ ctx }) =>
    ctx.tenant((tx) => listBudgets(tx, { organizationId: ctx.organization.id, nowMs: ctx.services.clock.nowMs() })),
  ),

  create: permitted('billing:manage')
    .input(budgetInputSchema)
    .mutation(async ({ ctx, input }) => {
      const created = await ctx.tenant((tx) => createBudget(tx, ctx.actor, input));
      await ctx.services.publishInvalidation({ kind: 'organization', id: ctx.organization.id });
      return created;
    }),

  update: permitted('billing:manage')
    .input(z.object({ id: idSchema, amountUsd: budgetAmountSchema }))
    .mutation(async ({ ctx, input }) => {
      const updated = await ctx.tenant((tx) => updateBudget(tx, ctx.actor, { id: input.id, capNanoUsd: input.amountUsd }));
      await ctx.services.publishInvalidation({ kind: 'organization', id: ctx.organization.id });
      return updated;
    }),

  remove: permitted('billing:manage')
    .input(z.object({ id: idSchema }))
    .mutation(async ({ ctx, input }) => {
      const removed = await ctx.tenant((tx) => removeBudget(tx, ctx.actor, input));
      await ctx.services.publishInvalidation({ kind: 'organization', id: ctx.organization.id });
      return removed;
    }),
});

export const billingRouter = router({
  overview: permitted('billing:read').query(({ ctx }) =>
    ctx.tenant((tx) => readOverview(tx, { organizationId: ctx.organization.id, nowMs: ctx.services.clock.nowMs() })),
  ),

  /** From Stripe itself; null without a subscription. */
  subscription: permitted('billing:read').query(({ ctx }) => askStripe(ctx.services, (billing) => readSubscription(billing, ctx.organization.id))),

  /** The month so far, by project and model. */
  thisMonth: permitted('billing:read').query(({ ctx }) => {
    const nowMs = ctx.services.clock.nowMs();
    return readUsageStatement(ctx.services.pool, { organizationId: ctx.organization.id, fromMs: monthStart(nowMs), toMs: nextMonthStart(nowMs) });
  }),

  invoices: permitted('billing:read').query(({ ctx }) => listInvoices(ctx.services.pool, { organizationId: ctx.organization.id, limit: INVOICES_MAX })),

  /** An invoice with its statement. */
  invoice: permitted('billing:read')
    .input(z.object({ id: idSchema }))
    .query(async ({ ctx, input }) => {
      const organizationId = ctx.organization.id;
      const row = await ctx.tenant((tx) => tx.invoice.findUnique({ where: { id: input.id, organizationId } }));
      const statement = await readInvoiceStatement(ctx.services.pool, { organizationId, invoiceId: input.id });
      if (row === null || statement === undefined) throw notFound('invoice');
      const { hostedInvoiceUrl, finalizedAt, paidAt } = row;
      return { statement, status: row.status as InvoiceSummary['status'], hostedInvoiceUrl, finalizedAt, paidAt };
    }),

  /** Answers with the address of Stripe's page, for the browser to go to. */
  startCardSetup: permitted('billing:manage').mutation(async ({ ctx }) => {
    await ctx.services.attempts.consume('changeByUser', ctx.user.id);
    const page = await startCardSetup(ctx.services, ctx.organization.id);
    await ctx.tenant((tx) => audit(tx, ctx.actor, { action: 'billing.card_setup_started', targetType: 'organization', targetId: ctx.organization.id }));
    return { url: page.url };
  }),

  /** Called when the browser is back from Stripe. False where Stripe has no finished session of this organization by that id. */
  finishCardSetup: permitted('billing:manage')
    .input(
      z.object({
        sessionId: z
          .string()
          .min(1)
          .max(255)
          .regex(/^cs_\w+$/),
      }),
    )
    .mutation(async ({ ctx, input }) => {
      await ctx.services.attempts.consume('changeByUser', ctx.user.id);
      return { saved: await finishCardSetup(ctx.services, { organizationId: ctx.organization.id, sessionId: input.sessionId }) };
    }),

  /** Stripe's own pages for cards, invoices and receipts. */
  openPortal: permitted('billing:manage').mutation(async ({ ctx }) => {
    await ctx.services.attempts.consume('changeByUser', ctx.user.id);
    const returnUrl = new URL('/billing', ctx.services.env.NEXTAUTH_URL).toString();
    const page = await askStripe(ctx.services, (billing) => createPortalSession(billing, { organizationId: ctx.organization.id, returnUrl }));
    await ctx.tenant((tx) => audit(tx, ctx.actor, { action: 'billing.portal_opened', targetType: 'organization', targetId: ctx.organization.id }));
    return { url: page.url };
  }),

  budgets: budgetsRouter,
});
