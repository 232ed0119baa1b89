import type { Metadata } from 'next';
import { AuthHeading } from '#src/features/auth/components/auth-heading.tsx';
import { ResetForm } from '#src/features/auth/components/reset-form.tsx';
import { textParam, type SearchParams } from '#src/server/search-params.ts';

export const metadata: Metadata = { title: 'Set a new password', robots: { index: false } };

export default async function ResetPage({ searchParams }: { readonly searchParams: SearchParams }) {
  return (
    <>
      <AuthHeading title="Set a new password" />
      <ResetForm token={textParam(await searchParams, 'token') ?? ''} />
    </>
  );
}
