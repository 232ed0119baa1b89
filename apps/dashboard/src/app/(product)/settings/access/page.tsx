import { can } from '@modelhub/access/roles';
import { Panel } from '@modelhub/ui/panel';
import type { Metadata } from 'next';
import { accessChoices } from '#src/features/catalog/server/access-choices.ts';
import { AccessRulesForm } from '#src/features/settings/components/access-rules-form.tsx';
import { pageCaller, requireOrganization } from '#src/server/page.ts';

export const metadata: Metadata = { title: 'Models and providers' };

export default async function AccessRulesPage() {
  const { organization } = await requireOrganization();
  const caller = await pageCaller();
  return (
    <Panel
      title="Models and providers"
      description="What this organization may use at all. It holds for every key, whatever a key, a policy or a request says; a request that has nowhere left to go is refused, with the reason."
    >
      <AccessRulesForm rules={await caller.settings.accessRules.get()} choices={accessChoices()} canUpdate={can(organization.role, 'policies:publish')} />
    </Panel>
  );
}
