import { windowAt } from '@modelhub/limits/window';
import { newId } from '@modelhub/core/ids';
import type { Budget } from '@modelhub/db/client';
import type { TenantClient } from '@modelhub/db/tenant';
import { z } from 'zod';
import { budgetAmountSchema } from '#src/server/amount-input.ts';
import { audit, type Actor } from '#src/server/audit.ts';
import { conflict, fieldError, notFound } from '#src/server/errors.ts';
import { idSchema } from '#src/server/trpc.ts';

const BUDGET_WINDOWS = ['day', 'week', 'month', 'total'] as const;
export type BudgetWindow = (typeof BUDGET_WINDOWS)[number];

/** Each budget is checked on every request of its scope. */
const BUDGETS_MAX = 200;

export const budgetInputSchema = z.object({
  amountUsd: budgetAmountSchema,
  window: z.enum(BUDGET_WINDOWS),
  /** Null caps the whole organization. */
  projectId: idSchema.nullable(),
});
export type BudgetInput = z.output<typeof budgetInputSchema>;

export interface BudgetRow {
  readonly id: string;
  /** Null: the whole organization. */
  readonly project: { readonly id: string; readonly name: string } | null;
  readonly window: BudgetWindow;
  readonly capNanoUsd: bigint;
  readonly spentNanoUsd: bigint;
  /** When the window ends and spending starts from zero; null for `total`. */
  readonly resetsAt: Date | null;
}

interface Key {
  readonly organizationId: string;
  readonly nowMs: number;
}

/** The money budgets of organization and projects, each with what its window has cost so far, as the gateways count it. */
export async function listBudgets(tx: TenantClient, { organizationId, nowMs }: Key): Promise<BudgetRow[]> {
  const budgets = await tx.budget.findMany({ where: { organizationId, ...OURS }, orderBy: { createdAt: 'asc' } });
  const projects = await tx.project.findMany({ where: { organizationId }, select: { id: true, name: true } });
  const names = new Map(projects.map((project) => [project.id, project]));
  const rows: BudgetRow[] = [];
  for (const budget of budgets) {
    const { startMs, endMs } = windowAt(budget.window, nowMs);
    const spent = await tx.usageRollupHourly.aggregate({
      where: {
        organizationId,
        ...(budget.scope === 'project' ? { projectId: budget.scopeId } : {}),
        ...(startMs === null ? {} : { hour: { gte: new Date(startMs) } }),
      },
      _sum: { costNanoUsd: true },
    });
    rows.push({
      id: budget.id,
      project: budget.scope === 'project' ? (names.get(budget.scopeId) ?? { id: budget.scopeId, name: budget.scopeId }) : null,
      window: budget.window as BudgetWindow,
      capNanoUsd: budget.cap,
      spentNanoUsd: spent._sum.costNanoUsd ?? 0n,
      resetsAt: endMs === null ? null : new Date(endMs),
    });
  }
  return rows.sort((a, b) => Number(a.project !== null) - Number(b.project !== null));
}

/** Budgets of members and keys, and caps on anything but money, belong to other pages. */
const OURS = { kind: 'money', scope: { in: ['organization', 'project'] }, window: { in: [...BUDGET_WINDOWS] } } as const satisfies NonNullable<
  Parameters<TenantClient['budget']['findMany']>[0]
>['where'];

async function findBudget(tx: TenantClient, key: { readonly id: string; readonly organizationId: string }): Promise<Budget> {
  const budget = await tx.budget.findFirst({ where: { ...key, ...OURS } });
  if (budget === null) throw notFound('budget');
  return budget;
}

function facts(budget: Pick<Budget, 'scope' | 'scopeId' | 'window' | 'cap'>) {
  return { scope: budget.scope, scopeId: budget.scopeId, window: budget.window, capNanoUsd: budget.cap };
}

/** Caps what an organization, or one of its projects, may cost in a window. Gateways hold to it within a second. */
export async function createBudget(tx: TenantClient, actor: Actor, input: BudgetInput): Promise<{ id: string }> {
  const { organizationId } = actor;
  if (input.projectId !== null) {
    const project = await tx.project.findUnique({ where: { id: input.projectId, organizationId } });
    if (project === null) throw notFound('project');
    if (project.archivedAt !== null) throw fieldError('projectId', 'This project is archived. Choose another one.');
  }
  if ((await tx.budget.count({ where: { organizationId } })) >= BUDGETS_MAX)
    throw conflict(`An organization can have ${BUDGETS_MAX} budgets. Remove one first.`);
  const scope =
    input.projectId === null ? ({ scope: 'organization', scopeId: organizationId } as const) : ({ scope: 'project', scopeId: input.projectId } as const);
  const columns = { organizationId, ...scope, kind: 'money', window: input.window } as const;
  const taken = await tx.budget.findUnique({ where: { organizationId_scope_scopeId_kind_window: columns } });
  if (taken !== null) throw fieldError('window', 'There is a budget for this already. Change that one.');
  const budget = await tx.budget.create({ data: { id: newId('budget'), ...columns, cap: input.amountUsd } });
  await audit(tx, actor, { action: 'budget.created', targetType: 'budget', targetId: budget.id, after: facts(budget) });
  return { id: budget.id };
}

/** Raises or lowers a budget. What was spent in its window stays spent. */
export async function updateBudget(tx: TenantClient, actor: Actor, input: { readonly id: string; readonly capNanoUsd: bigint }): Promise<{ id: string }> {
  const before = await findBudget(tx, { id: input.id, organizationId: actor.organizationId });
  const after = await tx.budget.update({ where: { id: before.id }, data: { cap: input.capNanoUsd } });
  await audit(tx, actor, { action: 'budget.updated', targetType: 'budget', targetId: before.id, before: facts(before), after: facts(after) });
  return { id: before.id };
}

export async function removeBudget(tx: TenantClient, actor: Actor, input: { readonly id: string }): Promise<{ id: string }> {
  const budget = await findBudget(tx, { id: input.id, organizationId: actor.organizationId });
  await tx.budget.delete({ where: { id: budget.id } });
  await audit(tx, actor, { action: 'budget.removed', targetType: 'budget', targetId: budget.id, before: facts(budget) });
  return { id: budget.id };
}
