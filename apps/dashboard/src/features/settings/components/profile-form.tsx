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

export function ProfileForm({ name }: { readonly name: string | null }) {
  const trpc = useTRPC();
  const { refresh } = useRefresh();
  const update = useMutation(
    trpc.settings.profile.update.mutationOptions({
      onSuccess: () => {
        toast.success('Profile saved');
        refresh();
      },
    }),
  );
  const problem = problemOf(update.error, ['name']);
  return (
    <SaveForm submit="Save profile" pending={update.isPending} problem={problem} onSave={(fields) => update.mutate({ name: formText(fields, 'name') })}>
      <Field label="Name" name="name" error={problem.fields['name']} help="As other members and the audit log see you.">
        <Input name="name" defaultValue={name ?? ''} autoComplete="name" required />
      </Field>
    </SaveForm>
  );
}
