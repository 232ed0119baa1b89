'use client';

import { Button } from '@modelhub/ui/button';
import { Field } from '@modelhub/ui/field';
import { Form, FormError } from '@modelhub/ui/form';
import { useMutation } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { useTRPC } from '#src/trpc/client.tsx';
import { formText } from '#src/trpc/form-text.ts';
import { problemOf } from '#src/trpc/problem.ts';
import { PasswordInput } from './password-input.tsx';

export function ResetForm({ token }: { readonly token: string }) {
  const trpc = useTRPC();
  const reset = useMutation(trpc.auth.resetPassword.mutationOptions({ onSuccess: () => window.location.assign('/login?reset=1') }));
  const problem = problemOf(reset.error, ['password']);

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    reset.mutate({ token, password: formText(new FormData(event.currentTarget), 'password') });
  }

  return (
    <Form onSubmit={submit}>
      <Field label="New password" name="password" error={problem.fields['password']} help="At least 10 characters. It ends every session of this account.">
        <PasswordInput name="password" autoComplete="new-password" required autoFocus />
      </Field>
      <FormError message={problem.message} requestId={problem.requestId} />
      <Button type="submit" variant="primary" className="w-full" pending={reset.isPending || reset.isSuccess}>
        Set password
      </Button>
    </Form>
  );
}
