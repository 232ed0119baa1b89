'use client';

import { Field } from '@modelhub/ui/field';
import { toast } from '@modelhub/ui/toast';
import { useMutation } from '@tanstack/react-query';
import { PasswordInput } from '#src/features/auth/components/password-input.tsx';
import { useRefresh } from '#src/features/shell/use-refresh.ts';
import { formText } from '#src/trpc/form-text.ts';
import { useTRPC } from '#src/trpc/client.tsx';
import { problemOf } from '#src/trpc/problem.ts';
import { SaveForm } from './save-form.tsx';

/** Whoever signs in with GitHub or Google alone sets a first password here. */
export function PasswordForm({ hasPassword }: { readonly hasPassword: boolean }) {
  const trpc = useTRPC();
  const { refresh } = useRefresh();
  const change = useMutation(trpc.settings.profile.changePassword.mutationOptions());
  const problem = problemOf(change.error, ['current', 'next']);

  function save(fields: FormData, form: HTMLFormElement): void {
    change.mutate(
      { current: formText(fields, 'current'), next: formText(fields, 'next') },
      {
        onSuccess: ({ endedSessions }) => {
          form.reset();
          toast.success(hasPassword ? 'Password changed' : 'Password set', {
            description: endedSessions === 0 ? undefined : `${endedSessions} other ${endedSessions === 1 ? 'session was' : 'sessions were'} signed out.`,
          });
          refresh();
        },
      },
    );
  }

  return (
    <SaveForm submit={hasPassword ? 'Change password' : 'Set password'} pending={change.isPending} problem={problem} onSave={save}>
      {hasPassword ? (
        <Field label="Current password" name="current" error={problem.fields['current']}>
          <PasswordInput name="current" autoComplete="current-password" required />
        </Field>
      ) : null}
      <Field label="New password" name="next" error={problem.fields['next']} help="At least 10 characters. Every other session is signed out.">
        <PasswordInput name="next" autoComplete="new-password" required />
      </Field>
    </SaveForm>
  );
}
