import { Link } from '@modelhub/ui/link';
import type { Metadata } from 'next';
import { AuthHeading } from '#src/features/auth/components/auth-heading.tsx';
import { ForgotForm } from '#src/features/auth/components/forgot-form.tsx';
import { mailboxHref } from '#src/server/mail/local-mailbox.ts';
import { services } from '#src/server/runtime.ts';

export const metadata: Metadata = { title: 'Reset your password' };

export default function ForgotPage() {
  return (
    <>
      <AuthHeading title="Reset your password">
        We mail you a link that sets a new one. Remembered it? <Link href="/login">Sign in</Link>
      </AuthHeading>
      <ForgotForm mailboxHref={mailboxHref(services().env)} />
    </>
  );
}
