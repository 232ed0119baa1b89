import { buttonClass } from '@modelhub/ui/button-class';
import type { Metadata } from 'next';
import Link from 'next/link';
import { AuthHeading } from '#src/features/auth/components/auth-heading.tsx';
import { ConfirmEmail } from '#src/features/auth/components/confirm-email.tsx';
import { inspectMailedLink } from '#src/server/auth/confirm-email.ts';
import { pageRequest } from '#src/server/request.ts';
import { services } from '#src/server/runtime.ts';
import { textParam, type SearchParams } from '#src/server/search-params.ts';

export const metadata: Metadata = { title: 'Confirm your address', robots: { index: false } };

export default async function VerifyPage({ searchParams }: { readonly searchParams: SearchParams }) {
  const token = textParam(await searchParams, 'token') ?? '';
  const { session, signUpCookie } = await pageRequest();
  const state = await inspectMailedLink(services(), { token, sessionUserId: session?.user.id ?? null, signUpCookie });
  if (state.kind === 'ready') {
    return (
      <>
        <AuthHeading title="Confirm your address">One click, and your account is ready.</AuthHeading>
        <ConfirmEmail token={token} how={state.how} />
      </>
    );
  }
  if (state.kind === 'sign-in-first') {
    const back = `/verify?token=${encodeURIComponent(token)}`;
    return (
      <>
        <AuthHeading title="Sign in to confirm your address">
          You signed up in another browser. Your password shows that the account is yours; then the address is confirmed with one click.
        </AuthHeading>
        <Link href={`/login?next=${encodeURIComponent(back)}`} className={buttonClass({ variant: 'primary', className: 'w-full' })}>
          Sign in
        </Link>
      </>
    );
  }
  return (
    <>
      <AuthHeading title="This link does not work any more">
        It has been used, or is older than a day, or a newer one was sent. If your address is confirmed already, just go on.
      </AuthHeading>
      <Link href={session === null ? '/login' : '/home'} className={buttonClass({ variant: 'primary', className: 'w-full' })}>
        {session === null ? 'Sign in' : 'Go to the product'}
      </Link>
    </>
  );
}
