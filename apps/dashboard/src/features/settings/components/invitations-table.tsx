'use client';

import { canGrant, type Role } from '@modelhub/access/roles';
import { Badge } from '@modelhub/ui/badge';
import { Button } from '@modelhub/ui/button';
import { RelativeTime } from '@modelhub/ui/relative-time';
import { Table, type TableColumn } from '@modelhub/ui/table';
import { toast } from '@modelhub/ui/toast';
import { useMutation } from '@tanstack/react-query';
import { useRefresh } from '#src/features/shell/use-refresh.ts';
import { useTRPC } from '#src/trpc/client.tsx';
import { problemOf } from '#src/trpc/problem.ts';
import { roleLabel } from '../role-words.ts';

export interface PendingInvitation {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  readonly expiresAt: Date;
  readonly isExpired: boolean;
}

function RevokeInvitation({ invitation }: { readonly invitation: PendingInvitation }) {
  const trpc = useTRPC();
  const { refresh } = useRefresh();
  const again = useMutation(trpc.settings.invitations.create.mutationOptions({ onSuccess: refresh }));
  const revoke = useMutation(
    trpc.settings.invitations.revoke.mutationOptions({
      onSuccess: () => {
        const { email, role } = invitation;
        // Nothing is lost that a new link would not bring back, so there is an undo instead of a question.
        toast.success(`The invitation of ${email} no longer works`, { action: { label: 'Invite again', onClick: () => again.mutate({ email, role }) } });
        refresh();
      },
      onError: (error) => toast.error(problemOf(error).message ?? 'The invitation was not revoked.'),
    }),
  );
  return (
    <Button
      size="sm"
      variant="ghost"
      aria-label={`Revoke the invitation of ${invitation.email}`}
      pending={revoke.isPending || revoke.isSuccess}
      onClick={() => revoke.mutate({ id: invitation.id })}
    >
      Revoke
    </Button>
  );
}

/** Invitations that nobody has accepted yet. */
export function InvitationsTable({ invitations, myRole }: { readonly invitations: readonly PendingInvitation[]; readonly myRole: Role }) {
  const columns: readonly TableColumn<PendingInvitation>[] = [
    { id: 'email', header: 'Invited', priority: 'title', cell: (row) => <span className="font-medium">{row.email}</span> },
    { id: 'role', header: 'Role', cell: (row) => roleLabel(row.role) },
    {
      id: 'expires',
      header: 'Link works until',
      cell: (row) => (row.isExpired ? <Badge tone="unknown">Expired</Badge> : <RelativeTime at={row.expiresAt} className="text-ink-muted" />),
    },
    { id: 'revoke', header: 'Actions', align: 'right', cell: (row) => (canGrant(myRole, row.role) ? <RevokeInvitation invitation={row} /> : null) },
  ];
  return <Table caption="Pending invitations" columns={columns} rows={invitations} rowKey={(row) => row.id} />;
}
