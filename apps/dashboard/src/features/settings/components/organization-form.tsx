'use client';

import { Field } from '@modelhub/ui/field';
import { Input } from '@modelhub/ui/input';
import { toast } from '@modelhub/ui/toast';
import { useMutation } from '@tanstack/react-query';
import { useRefresh } from '#src/features/shell/use-refresh.ts';
import { formText } from '#src/trpc/form-text.ts';
import { useTRPC } from '#src/trpc/client.tsx';
import { problemOf } from '#src/trpc/problem.ts';
import { SaveForm } from './save-form.tsx';

export interface OrganizationFormProps {
  readonly name: string;
  readonly billingEmail: string | null;
  readonly canUpdate: boolean;
}

export function OrganizationForm({ name, billingEmail, canUpdate }: OrganizationFormProps) {
  const trpc = useTRPC();
  const { refresh } = useRefresh();
  const update = useMutation(
    trpc.settings.organization.update.mutationOptions({
      onSuccess: ({ isAtStripe }) => {
        if (isAtStripe) toast.success('Organization saved');
        else toast.warning('Saved here, but Stripe could not be reached', { description: 'Save again in a minute, so that invoices carry the change too.' });
        refresh();
      },
    }),
  );
  const problem = problemOf(update.error, ['name', 'billingEmail']);
  return (
    <SaveForm
      submit="Save organization"
      pending={update.isPending}
      problem={problem}
      disabled={!canUpdate}
      onSave={(fields) => update.mutate({ name: formText(fields, 'name'), billingEmail: formText(fields, 'billingEmail') })}
    >
      <Field label="Name" name="name" error={problem.fields['name']} disabled={!canUpdate} help="On invoices and in invitations.">
        <Input name="name" defaultValue={name} autoComplete="organization" required />
      </Field>
      <Field
        label="Billing e-mail"
        name="billingEmail"
        error={problem.fields['billingEmail']}
        disabled={!canUpdate}
        help="Invoices and payment reminders are mailed here."
      >
        <Input type="email" name="billingEmail" defaultValue={billingEmail ?? ''} autoComplete="email" required />
      </Field>
    </SaveForm>
  );
}
