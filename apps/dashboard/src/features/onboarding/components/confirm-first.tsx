'use client';

import { Button } from '@modelhub/ui/button';
import { FormError } from '@modelhub/ui/form';
import { Link } from '@modelhub/ui/link';
import { useMutation } from '@tanstack/react-query';
import { useTRPC } from '#src/trpc/client.tsx';
import { problemOf } from '#src/trpc/problem.ts';

/** Instead of making a key: the address has to be confirmed first. */
export function ConfirmFirst({ mailboxHref }: { readonly mailboxHref: string | null }) {
  const trpc = useTRPC();
  const resend = useMutation(trpc.auth.resendVerification.mutationOptions());
  const problem = problemOf(resend.error);
  return (
    <div className="flex max-w-md flex-col gap-4">
      <p className="text-sm text-ink-muted">
        Keys spend money, so your e-mail address has to be confirmed first. Open the link that we have mailed to you, then come back.
      </p>
      <FormError message={problem.message} requestId={problem.requestId} />
      {resend.data === undefined ? null : (
        <p role="status" className="text-sm text-healthy-ink">
          Sent to {resend.data.sentTo}.
        </p>
      )}
      <div className="flex flex-wrap items-center gap-4">
        <Button pending={resend.isPending} onClick={() => resend.mutate()}>
          Send the link again
        </Button>
        {mailboxHref === null ? null : <Link href={mailboxHref}>Open the local mailbox</Link>}
      </div>
    </div>
  );
}
