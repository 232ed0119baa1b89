import { Panel } from '@modelhub/ui/panel';
import type { Metadata } from 'next';
import { EmailState } from '#src/features/settings/components/email-state.tsx';
import { ProfileForm } from '#src/features/settings/components/profile-form.tsx';
import { mailboxHref } from '#src/server/mail/local-mailbox.ts';
import { pageCaller } from '#src/server/page.ts';
import { services } from '#src/server/runtime.ts';

export const metadata: Metadata = { title: 'Profile' };

export default async function ProfilePage() {
  const caller = await pageCaller();
  const profile = await caller.settings.profile.get();
  return (
    <>
      <Panel title="Profile">
        <ProfileForm name={profile.name} />
      </Panel>
      <Panel title="E-mail">
        <EmailState email={profile.email} verified={profile.emailVerified !== null} mailboxHref={mailboxHref(services().env)} />
      </Panel>
    </>
  );
}
