'use client';

import { Button } from '@modelhub/ui/button';
import { Dialog } from '@modelhub/ui/dialog';
import { FormError } from '@modelhub/ui/form';
import { useMutation } from '@tanstack/react-query';
import { useTRPC } from '#src/trpc/client.tsx';
import { problemOf } from '#src/trpc/problem.ts';
import type { CredentialRow } from '../server/list-credentials.ts';
import { CheckResult } from './check-result.tsx';

export interface StoredCheckDialogProps {
  /** Null is closed. */
  readonly row: CredentialRow | null;
  readonly onClose: () => void;
}

/** Asks the provider with a key that is stored. */
export function StoredCheckDialog({ row, onClose }: StoredCheckDialogProps) {
  return (
    <Dialog
      open={row !== null}
      onOpenChange={(next) => (next ? undefined : onClose())}
      title={row === null ? 'Test key' : `Test ${row.name}`}
      description={row === null ? undefined : `Asks ${row.providerName} for a few tokens with this key, which ${row.providerName} bills.`}
    >
      {row === null ? null : <StoredCheck key={row.id} row={row} />}
    </Dialog>
  );
}

function StoredCheck({ row }: { readonly row: CredentialRow }) {
  const trpc = useTRPC();
  const check = useMutation(trpc.providerKeys.checkStored.mutationOptions());
  const problem = problemOf(check.error);
  return (
    <div className="flex flex-col gap-5">
      <CheckResult check={check.data} pending={check.isPending} providerName={row.providerName} />
      <FormError message={problem.message} requestId={problem.requestId} />
      <Button variant="primary" className="self-start max-sm:w-full" pending={check.isPending} onClick={() => check.mutate({ id: row.id })}>
        {check.data === undefined ? 'Test key' : 'Test again'}
      </Button>
    </div>
  );
}
