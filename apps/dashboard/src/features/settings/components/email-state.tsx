'use client';

import { Button } from '@modelhub/ui/button';
import { FormError } from '@modelhub/ui/form';
import { Link } from '@modelhub/ui/link';
import { StatusDot } from '@modelhub/ui/status-dot';
import { useMutation } from '@tanstack/react-query';
import { useTRPC } from '#src/trpc/client.tsx';
import { problemOf } from '#src/trpc/problem.ts';

export interface EmailStateProps {
  readonly email: string;
  readonly verified: boolean;
  /** Where mail can be read on a machine without a mail server. */
  readonly mailboxHref: string | null;
}

/** The address that one signs in with, and whether it is proved. */
export function EmailState({ email, verified, mailboxHref }: EmailStateProps) {
  const trpc = useTRPC();
  const resend = useMutation(trpc.auth.resendVerification.mutationOptions());
  const problem = problemOf(resend.error);
  return (
    <div className="flex flex-col items-start gap-3">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
        <span>{email}</span>
        {verified ? <StatusDot status="healthy" label="Confirmed" /> : <StatusDot status="degraded" label="Not confirmed" />}
      </p>
      {verified ? null : (
        <>
          <p className="max-w-md text-sm text-ink-muted">Open the link in the mail that we sent. Until then you cannot create keys or invite others.</p>
          <FormError message={problem.message} requestId={problem.requestId} />
          {resend.data === undefined ? (
            <Button pending={resend.isPending} onClick={() => resend.mutate()}>
              Send the link again
            </Button>
          ) : (
            <p role="status" className="text-sm text-healthy-ink">
              Sent to {resend.data.sentTo}. {mailboxHref === null ? null : <Link href={mailboxHref}>Open the local mailbox</Link>}
            </p>
          )}
        </>
      )}
    </div>
  );
}
