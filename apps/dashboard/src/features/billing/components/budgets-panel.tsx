'use client';

import { AlertDialog } from '@modelhub/ui/alert-dialog';
import { Button } from '@modelhub/ui/button';
import { cx } from '@modelhub/ui/cx';
import { Dialog } from '@modelhub/ui/dialog';
import { DropdownMenu, MenuItem } from '@modelhub/ui/dropdown-menu';
import { EmptyState } from '@modelhub/ui/empty-state';
import { FormError } from '@modelhub/ui/form';
import { formatDay, formatMoney, formatMoneyExact } from '@modelhub/ui/format';
import { IconButton } from '@modelhub/ui/icon-button';
import { Panel } from '@modelhub/ui/panel';
import { toast } from '@modelhub/ui/toast';
import { useMutation } from '@tanstack/react-query';
import { Ellipsis, Gauge, Pencil, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useRefresh } from '#src/features/shell/use-refresh.ts';
import { useTRPC } from '#src/trpc/client.tsx';
import { problemOf } from '#src/trpc/problem.ts';
import type { BudgetRow } from '../server/budgets.ts';
import { ChangeBudgetForm, CreateBudgetForm, type ProjectChoice } from './budget-form.tsx';
import { budgetLevel, WINDOWS, type BudgetLevel } from './budget-words.ts';

const BARS = { calm: 'bg-ink-subtle', near: 'bg-degraded', reached: 'bg-down' } as const satisfies Record<BudgetLevel['tone'], string>;
const WORDS = { calm: 'text-ink-muted', near: 'text-degraded-ink', reached: 'text-down-ink' } as const satisfies Record<BudgetLevel['tone'], string>;

function scopeOf(budget: BudgetRow): string {
  return budget.project === null ? 'Whole organization' : budget.project.name;
}

function stateOf(budget: BudgetRow, { percent, tone }: BudgetLevel): string {
  const resets = budget.resetsAt === null ? '' : formatDay(budget.resetsAt.getTime());
  if (tone === 'reached') return resets === '' ? 'Reached: requests are refused' : `Reached: requests are refused until ${resets}`;
  return resets === '' ? `${percent} % used` : `${percent} % used, starts again ${resets}`;
}

function BudgetItem({ budget, canManage, onDone }: { readonly budget: BudgetRow; readonly canManage: boolean; readonly onDone: (message: string) => void }) {
  const trpc = useTRPC();
  const [open, setOpen] = useState<'change' | 'remove' | null>(null);
  const done = (message: string) => {
    setOpen(null);
    onDone(message);
  };
  const remove = useMutation(trpc.billing.budgets.remove.mutationOptions({ onSuccess: () => done('Budget removed') }));
  const problem = problemOf(remove.error);
  const level = budgetLevel(budget);
  const cap = `${formatMoneyExact(budget.capNanoUsd)} ${WINDOWS[budget.window].per}`;
  const name = `${scopeOf(budget)}, ${cap}`;
  return (
    <li className="flex items-start gap-3 border-b border-line px-5 py-4 last:border-b-0">
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-baseline justify-between gap-x-4">
          <p className="min-w-0 truncate text-sm">
            <span className="font-medium">{scopeOf(budget)}</span>
            {budget.project === null ? null : <span className="text-ink-subtle"> project</span>}
          </p>
          <p className="text-sm tabular-nums">
            <span className="font-medium" title={formatMoneyExact(budget.spentNanoUsd)}>
              {formatMoney(budget.spentNanoUsd)}
            </span>
            <span className="text-ink-muted"> of {cap}</span>
          </p>
        </div>
        <div
          role="meter"
          aria-label={name}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.min(level.percent, 100)}
          aria-valuetext={stateOf(budget, level)}
          className="mt-2 h-1.5 overflow-hidden rounded-full bg-hover"
        >
          <div className={cx('h-full rounded-full', BARS[level.tone])} style={{ width: `${Math.min(level.percent, 100)}%` }} />
        </div>
        <p className={cx('mt-1.5 text-xs', WORDS[level.tone])}>{stateOf(budget, level)}</p>
      </div>
      {canManage ? (
        <DropdownMenu trigger={<IconButton size="sm" label={`Change or remove: ${name}`} icon={<Ellipsis aria-hidden />} className="-mt-1" />}>
          <MenuItem icon={<Pencil aria-hidden />} onSelect={() => setOpen('change')}>
            Change amount
          </MenuItem>
          <MenuItem danger icon={<Trash2 aria-hidden />} onSelect={() => setOpen('remove')}>
            Remove budget
          </MenuItem>
        </DropdownMenu>
      ) : null}
      <Dialog open={open === 'change'} onOpenChange={(next) => setOpen(next ? 'change' : null)} title="Change budget" description={scopeOf(budget)}>
        <ChangeBudgetForm budget={budget} onDone={() => done('Budget changed')} />
      </Dialog>
      <AlertDialog
        open={open === 'remove'}
        onOpenChange={(next) => setOpen(next ? 'remove' : null)}
        title={`Remove the budget of ${cap}?`}
        description={`${scopeOf(budget)} can then spend without this cap. It works within a second.`}
        confirm="Remove budget"
        pending={remove.isPending}
        onConfirm={() => remove.mutate({ id: budget.id })}
      >
        <FormError message={problem.message} requestId={problem.requestId} />
      </AlertDialog>
    </li>
  );
}

export interface BudgetsPanelProps {
  readonly budgets: readonly BudgetRow[];
  readonly projects: readonly ProjectChoice[];
  readonly canManage: boolean;
}

/** Hard caps on money, and how far each is used up. */
export function BudgetsPanel({ budgets, projects, canManage }: BudgetsPanelProps) {
  const { refresh } = useRefresh();
  const [creating, setCreating] = useState(false);
  const onDone = (message: string) => {
    setCreating(false);
    toast.success(message);
    refresh();
  };
  const create = (
    <Dialog
      open={creating}
      onOpenChange={setCreating}
      title="Set a budget"
      description="Gateways hold to it exactly: never a cent over, and within a second of setting it."
      trigger={
        <Button size="sm">
          <Plus aria-hidden />
          Set a budget
        </Button>
      }
    >
      <CreateBudgetForm projects={projects} onDone={() => onDone('Budget set')} />
    </Dialog>
  );
  return (
    <Panel flush title="Budgets" actions={canManage ? create : undefined}>
      {budgets.length === 0 ? (
        <EmptyState
          className="py-10"
          icon={<Gauge />}
          title="No budgets yet"
          description="A budget caps what the organization or a project may spend in a day, a week, a month or ever. Requests beyond it are refused before they cost anything."
        />
      ) : (
        <ul>
          {budgets.map((budget) => (
            <BudgetItem key={budget.id} budget={budget} canManage={canManage} onDone={onDone} />
          ))}
        </ul>
      )}
    </Panel>
  );
}
