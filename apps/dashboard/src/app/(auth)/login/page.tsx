import { Link } from '@modelhub/ui/link';
import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { AuthHeading } from '#src/features/auth/components/auth-heading.tsx';
import { LoginForm } from '#src/features/auth/components/login-form.tsx';
import { OAuthButtons } from '#src/features/auth/components/oauth-buttons.tsx';
import { safePath } from '#src/features/auth/safe-path.ts';
import { oauthProviderNames } from '#src/server/auth/oauth-providers.ts';
import { pageRequest } from '#src/server/request.ts';
import { services } from '#src/server/runtime.ts';
import { textParam, type SearchParams } from '#src/server/search-params.ts';

export const metadata: Metadata = { title: 'Sign in' };

export default async function LoginPage({ searchParams }: { readonly searchParams: SearchParams }) {
  const params = await searchParams;
  const next = safePath(textParam(params, 'callbackUrl') ?? textParam(params, 'next'));
  const { session } = await pageRequest();
  if (session !== null) redirect(next);
  return (
    <>
      <AuthHeading title="Sign in">
        New here? <Link href={`/signup?next=${encodeURIComponent(next)}`}>Create an account</Link>
      </AuthHeading>
      {textParam(params, 'reset') === undefined ? null : (
        <p role="status" className="mb-6 rounded-md bg-healthy-soft px-3 py-2.5 text-sm text-healthy-ink">
          Your new password is set. Sign in with it.
        </p>
      )}
      <OAuthButtons providers={oauthProviderNames(services().env)} callbackUrl={next} />
      <LoginForm next={next} error={textParam(params, 'error')} email={textParam(params, 'email')} />
    </>
  );
}
