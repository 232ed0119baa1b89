'use client';

import { Button } from '@modelhub/ui/button';
import { Field } from '@modelhub/ui/field';
import { Form, FormError } from '@modelhub/ui/form';
import { Input } from '@modelhub/ui/input';
import { Link } from '@modelhub/ui/link';
import { signIn } from 'next-auth/react';
import { useState, type FormEvent } from 'react';
import { PasswordInput } from './password-input.tsx';

/** What NextAuth, or a callback of ours, gives as the reason of a failed sign-in. */
const REASONS: Readonly<Record<string, string>> = {
  CredentialsSignin: 'E-mail and password do not match. Check both, or reset your password.',
  TooManyAttempts: 'Too many attempts. Wait 15 minutes, or reset your password.',
  EmailUnverified: 'That account has no confirmed e-mail address. Confirm it there first, or sign up with an e-mail and a password.',
  AccountUnverified:
    'There is an account with this address, but the address was never confirmed. Reset its password: the mail confirms it, and then this way works too.',
  OAuthCallback: 'The sign-in was cancelled or did not finish. Try again.',
};

function reasonOf(code: string | undefined): string | undefined {
  if (code === undefined) return undefined;
  return REASONS[code] ?? 'Signing in did not work. Try again in a moment.';
}

export interface LoginFormProps {
  readonly next: string;
  readonly error: string | undefined;
  readonly email: string | undefined;
}

export function LoginForm({ next, error, email }: LoginFormProps) {
  const [pending, setPending] = useState(false);
  const [reason, setReason] = useState(reasonOf(error));

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setPending(true);
    setReason(undefined);
    try {
      const result = await signIn('password', { email: form.get('email'), password: form.get('password'), redirect: false });
      if (result?.ok === true && result.error === null) {
        window.location.assign(next);
        return;
      }
      setReason(reasonOf(result?.error ?? 'unknown'));
    } catch {
      setReason('The server cannot be reached. Check your connection and try again.');
    }
    setPending(false);
  }

  return (
    <Form onSubmit={(event) => void submit(event)}>
      <Field label="E-mail" name="email">
        <Input type="email" name="email" autoComplete="username" required defaultValue={email} autoFocus={email === undefined} />
      </Field>
      <Field label="Password" name="password">
        <PasswordInput name="password" autoComplete="current-password" required autoFocus={email !== undefined} />
      </Field>
      <FormError message={reason} />
      <Button type="submit" variant="primary" className="w-full" pending={pending}>
        Sign in
      </Button>
      <p className="text-center text-sm">
        <Link quiet href="/forgot">
          Forgot your password?
        </Link>
      </p>
    </Form>
  );
}
