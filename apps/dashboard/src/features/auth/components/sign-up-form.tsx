'use client';

import { Button } from '@modelhub/ui/button';
import { Field } from '@modelhub/ui/field';
import { Form, FormError } from '@modelhub/ui/form';
import { Input } from '@modelhub/ui/input';
import { useMutation } from '@tanstack/react-query';
import { signIn } from 'next-auth/react';
import { useState, type FormEvent } from 'react';
import { useTRPC } from '#src/trpc/client.tsx';
import { formText } from '#src/trpc/form-text.ts';
import { problemOf } from '#src/trpc/problem.ts';
import { CheckMail } from './check-mail.tsx';
import { PasswordInput } from './password-input.tsx';

export interface SignUpFormProps {
  readonly next: string;
  /** Set when somebody comes from an invitation's mail: the address is given. */
  readonly invitation: { readonly token: string; readonly email: string } | undefined;
  readonly mailboxHref: string | null;
}

export function SignUpForm({ next, invitation, mailboxHref }: SignUpFormProps) {
  const trpc = useTRPC();
  const [sentTo, setSentTo] = useState<string | null>(null);
  const [entering, setEntering] = useState(false);
  const signUp = useMutation(trpc.auth.signUp.mutationOptions());
  const problem = problemOf(signUp.error, ['name', 'email', 'password']);

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const email = invitation?.email ?? formText(form, 'email');
    const password = formText(form, 'password');
    const answer = await signUp
      .mutateAsync({ name: formText(form, 'name'), email, password, ...(invitation === undefined ? {} : { invitationToken: invitation.token }) })
      .catch(() => null);
    if (answer === null) return;
    if (answer.next === 'check-mail') {
      setSentTo(email);
      return;
    }
    setEntering(true);
    await signIn('password', { email, password, redirect: false });
    window.location.assign(next);
  }

  if (sentTo !== null) return <CheckMail email={sentTo} mailboxHref={mailboxHref} />;
  return (
    <Form onSubmit={(event) => void submit(event)}>
      <Field label="Name" name="name" error={problem.fields['name']}>
        <Input name="name" autoComplete="name" required autoFocus />
      </Field>
      <Field label="Work e-mail" name="email" error={problem.fields['email']}>
        <Input type="email" name="email" autoComplete="username" required {...(invitation === undefined ? {} : { value: invitation.email, readOnly: true })} />
      </Field>
      <Field label="Password" name="password" error={problem.fields['password']} help="At least 10 characters. A few words in a row are good.">
        <PasswordInput name="password" autoComplete="new-password" required />
      </Field>
      <FormError message={problem.message} requestId={problem.requestId} />
      <Button type="submit" variant="primary" className="w-full" pending={signUp.isPending || entering}>
        Create account
      </Button>
    </Form>
  );
}
