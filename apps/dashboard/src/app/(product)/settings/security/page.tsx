import { Panel } from '@modelhub/ui/panel';
import type { Metadata } from 'next';
import { PasswordForm } from '#src/features/settings/components/password-form.tsx';
import { SessionsPanel } from '#src/features/settings/components/sessions-panel.tsx';
import { pageCaller } from '#src/server/page.ts';

export const metadata: Metadata = { title: 'Security' };

export default async function SecurityPage() {
  const caller = await pageCaller();
  const [profile, sessions] = await Promise.all([caller.settings.profile.get(), caller.settings.profile.sessions()]);
  return (
    <>
      <Panel title="Password">
        <PasswordForm hasPassword={profile.hasPassword} />
      </Panel>
      <SessionsPanel sessions={sessions} />
    </>
  );
}
