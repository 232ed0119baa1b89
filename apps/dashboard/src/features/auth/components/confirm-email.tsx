'use client';

import { Button } from '@modelhub/ui/button';
import { FormError } from '@modelhub/ui/form';
import { useMutation } from '@tanstack/react-query';
import { signIn } from 'next-auth/react';
import { useState } from 'react';
import { useTRPC } from '#src/trpc/client.tsx';
import { problemOf } from '#src/trpc/problem.ts';

const USED = 'This link has been used or is older than a day. Sign in and ask for a new one.';

/** Confirms with a click: programs that scan mail open links, but press no buttons. */
export function ConfirmEmail({ token, how }: { readonly token: string; readonly how: 'session' | 'browser' }) {
  const trpc = useTRPC();
  const [pending, setPending] = useState(false);
  const [failure, setFailure] = useState<string | undefined>();
  const confirm = useMutation(trpc.auth.confirmEmail.mutationOptions());
  const problem = problemOf(confirm.error);

  async function submit(): Promise<void> {
    setPending(true);
    setFailure(undefined);
    try {
      if (how === 'session') {
        await confirm.mutateAsync({ token });
        window.location.assign('/home');
        return;
      }
      const result = await signIn('mailed-link', { token, redirect: false });
      if (result?.ok === true && result.error === null) {
        window.location.assign('/home');
        return;
      }
      setFailure(USED);
    } catch {
      setFailure(how === 'session' ? undefined : 'The server cannot be reached. Check your connection and try again.');
    }
    setPending(false);
  }

  return (
    <div className="flex flex-col gap-4">
      <FormError message={failure ?? problem.message} requestId={problem.requestId} />
      <Button variant="primary" className="w-full" pending={pending} onClick={() => void submit()}>
        Confirm and continue
      </Button>
    </div>
  );
}
