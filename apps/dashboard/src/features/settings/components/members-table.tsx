'use client';

import { canGrant, type Role } from '@modelhub/access/roles';
import { AlertDialog } from '@modelhub/ui/alert-dialog';
import { Badge } from '@modelhub/ui/badge';
import { Button } from '@modelhub/ui/button';
import { FormError } from '@modelhub/ui/form';
import { RelativeTime } from '@modelhub/ui/relative-time';
import { Select } from '@modelhub/ui/select';
import { Table, type TableColumn } from '@modelhub/ui/table';
import { toast } from '@modelhub/ui/toast';
import { useMutation } from '@tanstack/react-query';
import { useRefresh } from '#src/features/shell/use-refresh.ts';
import { useTRPC } from '#src/trpc/client.tsx';
import { problemOf } from '#src/trpc/problem.ts';
import { grantableRoles, roleLabel } from '../role-words.ts';

export interface Member {
  readonly id: string;
  readonly role: Role;
  readonly name: string | null;
  readonly email: string;
  readonly joinedAt: Date;
  readonly isYou: boolean;
}

const nameOf = (member: Member) => member.name ?? member.email;

function RoleCell({ member, myRole }: { readonly member: Member; readonly myRole: Role }) {
  const trpc = useTRPC();
  const { refresh, refreshing } = useRefresh();
  const change = useMutation(
    trpc.settings.members.changeRole.mutationOptions({
      onSuccess: ({ role }) => {
        toast.success(`${nameOf(member)} is now ${roleLabel(role).toLowerCase()}`);
        refresh();
      },
      onError: (error) => toast.error(problemOf(error).message ?? 'The role was not changed.'),
    }),
  );
  if (!canGrant(myRole, member.role)) return roleLabel(member.role);
  return (
    <Select
      size="sm"
      label={`Role of ${nameOf(member)}`}
      className="w-36 max-sm:w-full"
      options={grantableRoles(myRole)}
      value={change.isPending || refreshing ? (change.variables?.role ?? member.role) : member.role}
      onValueChange={(role) => role !== member.role && change.mutate({ id: member.id, role })}
      disabled={change.isPending}
    />
  );
}

function RemoveMember({ member, organizationName }: { readonly member: Member; readonly organizationName: string }) {
  const trpc = useTRPC();
  const { refresh } = useRefresh();
  const remove = useMutation(
    trpc.settings.members.remove.mutationOptions({
      onSuccess: () => {
        toast.success(`${nameOf(member)} was removed`);
        refresh();
      },
    }),
  );
  const problem = problemOf(remove.error);
  return (
    <AlertDialog
      title={`Remove ${nameOf(member)}?`}
      description={`${member.email} is signed out of ${organizationName} at once. Keys that they made go on working until somebody revokes them.`}
      confirm="Remove member"
      pending={remove.isPending || remove.isSuccess}
      onConfirm={() => remove.mutate({ id: member.id })}
      trigger={
        <Button size="sm" variant="ghost" aria-label={`Remove ${nameOf(member)}`}>
          Remove
        </Button>
      }
    >
      <FormError message={problem.message} requestId={problem.requestId} />
    </AlertDialog>
  );
}

export interface MembersTableProps {
  readonly members: readonly Member[];
  readonly myRole: Role;
  readonly organizationName: string;
}

/** Who is in, and as what. A role that you could not hand out you cannot take away either. */
export function MembersTable({ members, myRole, organizationName }: MembersTableProps) {
  const columns: readonly TableColumn<Member>[] = [
    {
      id: 'name',
      header: 'Member',
      priority: 'title',
      cell: (member) => (
        <span className="flex min-w-0 flex-col">
          <span className="flex items-center gap-2 font-medium">
            {nameOf(member)}
            {member.isYou ? <Badge>You</Badge> : null}
          </span>
          <span className="truncate text-xs text-ink-subtle">{member.email}</span>
        </span>
      ),
    },
    { id: 'role', header: 'Role', cell: (member) => <RoleCell member={member} myRole={myRole} /> },
    { id: 'joined', header: 'Joined', priority: 'detail', cell: (member) => <RelativeTime at={member.joinedAt} className="text-ink-muted" /> },
    {
      id: 'remove',
      header: 'Actions',
      align: 'right',
      cell: (member) => (!member.isYou && canGrant(myRole, member.role) ? <RemoveMember member={member} organizationName={organizationName} /> : null),
    },
  ];
  return <Table caption="Members" columns={columns} rows={members} rowKey={(member) => member.id} />;
}
