'use client';

import { Button } from '@modelhub/ui/button';
import { FormError } from '@modelhub/ui/form';
import { useMutation } from '@tanstack/react-query';
import { selectOrganization } from '#src/features/shell/server/actions.ts';
import { useTRPC } from '#src/trpc/client.tsx';
import { problemOf } from '#src/trpc/problem.ts';

export function AcceptInvitation({ token, organizationName }: { readonly token: string; readonly organizationName: string }) {
  const trpc = useTRPC();
  const accept = useMutation(trpc.settings.invitations.accept.mutationOptions({ onSuccess: ({ organizationId }) => selectOrganization(organizationId) }));
  const problem = problemOf(accept.error);
  return (
    <div className="flex flex-col gap-4">
      <FormError message={problem.message} requestId={problem.requestId} />
      <Button variant="primary" className="w-full" pending={accept.isPending || accept.isSuccess} onClick={() => accept.mutate({ token })}>
        Join {organizationName}
      </Button>
    </div>
  );
}
