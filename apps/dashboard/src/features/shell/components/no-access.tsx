import { EmptyState } from '@modelhub/ui/empty-state';
import { Panel } from '@modelhub/ui/panel';
import { Lock } from 'lucide-react';

export interface NoAccessProps {
  /** What is not shown: "Billing". */
  readonly what: string;
  readonly role: string;
  /** Who sees it: "owners, admins and billing members". */
  readonly seenBy: string;
  readonly organizationName: string;
}

/** Instead of a page that a role may not see: says who may, and whom to ask. */
export function NoAccess({ what, role, seenBy, organizationName }: NoAccessProps) {
  return (
    <Panel>
      <EmptyState
        icon={<Lock />}
        title={`${what} is not shown to your role`}
        description={`You are a ${role} of ${organizationName}. ${what} is for ${seenBy}; an owner can change your role.`}
      />
    </Panel>
  );
}
