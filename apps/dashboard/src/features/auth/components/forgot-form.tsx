'use client';

import { Button } from '@modelhub/ui/button';
import { Field } from '@modelhub/ui/field';
import { Form, FormError } from '@modelhub/ui/form';
import { Input } from '@modelhub/ui/input';
import { Link } from '@modelhub/ui/link';
import { useMutation } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { useTRPC } from '#src/trpc/client.tsx';
import { formText } from '#src/trpc/form-text.ts';
import { problemOf } from '#src/trpc/problem.ts';

export function ForgotForm({ mailboxHref }: { readonly mailboxHref: string | null }) {
  const trpc = useTRPC();
  const request = useMutation(trpc.auth.requestPasswordReset.mutationOptions());
  const problem = problemOf(request.error, ['email']);

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    request.mutate({ email: formText(new FormData(event.currentTarget), 'email') });
  }

  if (request.data !== undefined) {
    return (
      <div role="status" className="flex flex-col gap-4 text-sm text-ink-muted">
        <p>
          If <strong className="font-medium text-ink">{request.data.sentTo}</strong> has an account, a link is on its way. It works once, for an hour.
        </p>
        {mailboxHref === null ? null : (
          <p>
            <Link href={mailboxHref}>Open the local mailbox</Link>
          </p>
        )}
      </div>
    );
  }
  return (
    <Form onSubmit={submit}>
      <Field label="E-mail" name="email" error={problem.fields['email']}>
        <Input type="email" name="email" autoComplete="username" required autoFocus />
      </Field>
      <FormError message={problem.message} requestId={problem.requestId} />
      <Button type="submit" variant="primary" className="w-full" pending={request.isPending}>
        Send the link
      </Button>
    </Form>
  );
}
