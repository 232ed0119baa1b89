'use client';

import { AlertDialog } from '@modelhub/ui/alert-dialog';
import { Button } from '@modelhub/ui/button';
import { FormError } from '@modelhub/ui/form';
import { Panel } from '@modelhub/ui/panel';
import { useMutation } from '@tanstack/react-query';
import { useTRPC } from '#src/trpc/client.tsx';
import { problemOf } from '#src/trpc/problem.ts';

export function LeaveOrganization({ name }: { readonly name: string }) {
  const trpc = useTRPC();
  const leave = useMutation(trpc.settings.members.leave.mutationOptions({ onSuccess: () => window.location.assign('/home') }));
  const problem = problemOf(leave.error);
  return (
    <Panel title="Leave" description="Your keys go on working; you no longer see them. Somebody has to invite you to come back.">
      <AlertDialog
        title={`Leave ${name}?`}
        description="You lose sight of its keys, usage and invoices at once. An owner or admin can invite you again."
        confirm="Leave organization"
        pending={leave.isPending || leave.isSuccess}
        onConfirm={() => leave.mutate()}
        trigger={<Button>Leave organization</Button>}
      >
        <FormError message={problem.message} requestId={problem.requestId} />
      </AlertDialog>
    </Panel>
  );
}
