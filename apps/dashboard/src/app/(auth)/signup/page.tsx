import { Link } from '@modelhub/ui/link';
import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { AuthHeading } from '#src/features/auth/components/auth-heading.tsx';
import { OAuthButtons } from '#src/features/auth/components/oauth-buttons.tsx';
import { SignUpForm } from '#src/features/auth/components/sign-up-form.tsx';
import { safePath } from '#src/features/auth/safe-path.ts';
import { lookUpInvitation } from '#src/features/settings/server/accept-invitation.ts';
import { oauthProviderNames } from '#src/server/auth/oauth-providers.ts';
import { mailboxHref } from '#src/server/mail/local-mailbox.ts';
import { pageRequest } from '#src/server/request.ts';
import { services } from '#src/server/runtime.ts';
import { textParam, type SearchParams } from '#src/server/search-params.ts';

export const metadata: Metadata = { title: 'Create an account' };

export default async function SignUpPage({ searchParams }: { readonly searchParams: SearchParams }) {
  const params = await searchParams;
  const next = safePath(textParam(params, 'next'));
  const { session } = await pageRequest();
  if (session !== null) redirect(next);
  const all = services();
  const token = textParam(params, 'invitation');
  const invitation = token === undefined ? null : await lookUpInvitation(all, token);
  return (
    <>
      <AuthHeading title={invitation === null ? 'Create your account' : `Join ${invitation.organizationName}`}>
        Have one already? <Link href={`/login?next=${encodeURIComponent(next)}`}>Sign in</Link>
      </AuthHeading>
      <OAuthButtons providers={oauthProviderNames(all.env)} callbackUrl={next} />
      <SignUpForm
        next={next}
        invitation={token === undefined || invitation === null ? undefined : { token, email: invitation.email }}
        mailboxHref={mailboxHref(all.env)}
      />
    </>
  );
}
