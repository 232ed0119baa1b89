'use client';

import { DialogClose } from '@modelhub/ui/dialog';
import { Button } from '@modelhub/ui/button';
import { Field } from '@modelhub/ui/field';
import { Form, FormActions, FormError } from '@modelhub/ui/form';
import { formatMoneyExact } from '@modelhub/ui/format';
import { Input } from '@modelhub/ui/input';
import { Select } from '@modelhub/ui/select';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { formText } from '#src/trpc/form-text.ts';
import { useTRPC } from '#src/trpc/client.tsx';
import { problemOf } from '#src/trpc/problem.ts';
import type { BudgetRow, BudgetWindow } from '../server/budgets.ts';
import { WINDOWS } from './budget-words.ts';

const EVERYTHING = 'everything';
const WINDOW_OPTIONS = (Object.keys(WINDOWS) as BudgetWindow[]).map((window) => ({
  value: window,
  label: WINDOWS[window].per,
  detail: WINDOWS[window].detail,
}));

export interface ProjectChoice {
  readonly id: string;
  readonly name: string;
}

function AmountField({ error, amount }: { readonly error: string | undefined; readonly amount?: string | undefined }) {
  return (
    <Field label="Amount" name="amount" error={error} help="In USD. A request that would go over it is refused with budget_exceeded.">
      <Input name="amount" inputMode="decimal" autoComplete="off" prefix="$" defaultValue={amount} placeholder="100" required autoFocus />
    </Field>
  );
}

function amountOf(event: FormEvent<HTMLFormElement>): string {
  return formText(new FormData(event.currentTarget), 'amount');
}

/** A new cap on the organization or one of its projects. */
export function CreateBudgetForm({ projects, onDone }: { readonly projects: readonly ProjectChoice[]; readonly onDone: () => void }) {
  const trpc = useTRPC();
  const [window, setWindow] = useState<BudgetWindow>('month');
  const [scope, setScope] = useState(EVERYTHING);
  const create = useMutation(trpc.billing.budgets.create.mutationOptions({ onSuccess: onDone }));
  const problem = problemOf(create.error, ['amountUsd', 'window', 'projectId']);

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    create.mutate({ amountUsd: amountOf(event), window, projectId: scope === EVERYTHING ? null : scope });
  }

  const scopes = [
    { value: EVERYTHING, label: 'The whole organization' },
    ...projects.map((project) => ({ value: project.id, label: project.name, detail: 'Project' })),
  ];
  return (
    <Form onSubmit={submit}>
      <AmountField error={problem.fields['amountUsd']} />
      <Field label="Window" error={problem.fields['window']}>
        <Select options={WINDOW_OPTIONS} value={window} onValueChange={setWindow} />
      </Field>
      <Field label="Applies to" error={problem.fields['projectId']}>
        <Select options={scopes} value={scope} onValueChange={setScope} />
      </Field>
      <FormError message={problem.message} requestId={problem.requestId} />
      <FormActions submit="Set budget" pending={create.isPending}>
        <DialogClose render={<Button>Cancel</Button>} />
      </FormActions>
    </Form>
  );
}

/** Raises or lowers one. */
export function ChangeBudgetForm({ budget, onDone }: { readonly budget: BudgetRow; readonly onDone: () => void }) {
  const trpc = useTRPC();
  const update = useMutation(trpc.billing.budgets.update.mutationOptions({ onSuccess: onDone }));
  const problem = problemOf(update.error, ['amountUsd']);

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    update.mutate({ id: budget.id, amountUsd: amountOf(event) });
  }

  return (
    <Form onSubmit={submit}>
      <AmountField error={problem.fields['amountUsd']} amount={formatMoneyExact(budget.capNanoUsd).replace('$', '')} />
      <FormError message={problem.message} requestId={problem.requestId} />
      <FormActions submit="Change budget" pending={update.isPending}>
        <DialogClose render={<Button>Cancel</Button>} />
      </FormActions>
    </Form>
  );
}
