import { buttonClass } from '@modelhub/ui/button-class';
import type { Metadata } from 'next';
import Link from 'next/link';
import { AuthHeading } from '#src/features/auth/components/auth-heading.tsx';
import { AcceptInvitation } from '#src/features/settings/components/accept-invitation.tsx';
import { lookUpInvitation } from '#src/features/settings/server/accept-invitation.ts';
import { pageRequest } from '#src/server/request.ts';
import { services } from '#src/server/runtime.ts';
import { textParam, type SearchParams } from '#src/server/search-params.ts';

export const metadata: Metadata = { title: 'Invitation', robots: { index: false } };

const wide = { className: 'w-full' } as const;

export default async function InvitationPage({ searchParams }: { readonly searchParams: SearchParams }) {
  const token = textParam(await searchParams, 'token') ?? '';
  const { session } = await pageRequest();
  const invitation = await lookUpInvitation(services(), token);
  if (invitation === null) {
    return (
      <>
        <AuthHeading title="This invitation does not work any more">It has been used, taken back, or is older than a week. Ask for a new one.</AuthHeading>
        <Link href={session === null ? '/login' : '/home'} className={buttonClass({ variant: 'primary', ...wide })}>
          {session === null ? 'Sign in' : 'Go to the product'}
        </Link>
      </>
    );
  }
  const back = encodeURIComponent(`/invitation?token=${encodeURIComponent(token)}`);
  const heading = (
    <AuthHeading title={`Join ${invitation.organizationName}`}>
      You are invited as <strong className="font-medium text-ink">{invitation.role}</strong> with the address{' '}
      <strong className="font-medium text-ink">{invitation.email}</strong>.
    </AuthHeading>
  );
  if (session !== null && session.user.email !== invitation.email) {
    return (
      <>
        {heading}
        <p role="alert" className="mb-5 rounded-md bg-degraded-soft px-3 py-2.5 text-sm text-degraded-ink">
          You are signed in as {session.user.email}. Sign out there first, then open the link again.
        </p>
        <Link href="/home" className={buttonClass(wide)}>
          Stay with {session.user.email}
        </Link>
      </>
    );
  }
  if (session !== null) {
    return (
      <>
        {heading}
        <AcceptInvitation token={token} organizationName={invitation.organizationName} />
      </>
    );
  }
  return (
    <>
      {heading}
      <div className="flex flex-col gap-2">
        <Link href={`/signup?invitation=${encodeURIComponent(token)}&next=${back}`} className={buttonClass({ variant: 'primary', ...wide })}>
          Create an account
        </Link>
        <Link href={`/login?email=${encodeURIComponent(invitation.email)}&next=${back}`} className={buttonClass(wide)}>
          I have an account
        </Link>
      </div>
    </>
  );
}
