import { can } from '@modelhub/access/roles';
import type { Metadata } from 'next';
import { PolicyView } from '#src/features/policies/components/policy-view.tsx';
import { editorChoices } from '#src/features/policies/server/editor-choices.ts';
import { pageCaller, requireOrganization } from '#src/server/page.ts';
import { orNotFound } from '#src/server/page-or-not-found.ts';
import { services } from '#src/server/runtime.ts';

interface PolicyPageProps {
  readonly params: Promise<{ readonly name: string }>;
}

export async function generateMetadata({ params }: PolicyPageProps): Promise<Metadata> {
  return { title: `Policy ${(await params).name}` };
}

export default async function PolicyPage({ params }: PolicyPageProps) {
  const { organization } = await requireOrganization();
  const { name } = await params;
  const caller = await pageCaller();
  const [policy, { keys, projects }] = await Promise.all([orNotFound(caller.policies.get({ name })), caller.usage.choices()]);
  const { clock, env } = services();
  return (
    <PolicyView
      key={policy.id}
      initial={policy}
      choices={editorChoices(clock.nowMs())}
      filters={{ keys: keys.map(({ id, name: keyName }) => ({ id, name: keyName })), projects }}
      may={{ manage: can(organization.role, 'policies:manage'), publish: can(organization.role, 'policies:publish') }}
      gatewayUrl={env.GATEWAY_PUBLIC_URL}
    />
  );
}
