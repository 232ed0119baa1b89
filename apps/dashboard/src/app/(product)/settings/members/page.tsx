import { can } from '@modelhub/access/roles';
import { Panel } from '@modelhub/ui/panel';
import type { Metadata } from 'next';
import { InvitationsTable } from '#src/features/settings/components/invitations-table.tsx';
import { InviteDialog } from '#src/features/settings/components/invite-dialog.tsx';
import { MembersTable } from '#src/features/settings/components/members-table.tsx';
import { pageCaller, requireOrganization } from '#src/server/page.ts';
import { services } from '#src/server/runtime.ts';

export const metadata: Metadata = { title: 'Members' };

export default async function MembersPage() {
  const { organization } = await requireOrganization();
  const caller = await pageCaller();
  const [members, pending] = await Promise.all([caller.settings.members.list(), caller.settings.invitations.list()]);
  const nowMs = services().clock.nowMs();
  const invitations = pending.map((invitation) => ({ ...invitation, isExpired: invitation.expiresAt.getTime() <= nowMs }));
  const { role, name } = organization;
  return (
    <>
      <Panel
        flush
        title={`${members.length} ${members.length === 1 ? 'member' : 'members'}`}
        actions={can(role, 'members:manage') ? <InviteDialog myRole={role} /> : undefined}
      >
        <MembersTable members={members} myRole={role} organizationName={name} />
      </Panel>
      {invitations.length === 0 ? null : (
        <Panel flush title="Pending invitations">
          <InvitationsTable invitations={invitations} myRole={role} />
        </Panel>
      )}
    </>
  );
}
