import { Logo } from '@modelhub/ui/logo';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Trpc } from '#src/trpc/client.tsx';

// Who is asking decides what is shown: nothing here is made in advance.
export const dynamic = 'force-dynamic';

/** One column in the middle of the page: whoever is here has one thing to do. */
export default function AuthLayout({ children }: { readonly children: ReactNode }) {
  return (
    <Trpc organizationId={null}>
      <div className="flex min-h-dvh flex-col">
        <header className="flex h-16 items-center px-5 sm:px-8">
          <Link href="/" aria-label="ModelHub, front page" className="rounded-md">
            <Logo />
          </Link>
        </header>
        <main id="content" className="flex flex-1 justify-center px-5 pt-[6vh] pb-16 sm:pt-[10vh]">
          <div className="w-full max-w-sm">{children}</div>
        </main>
      </div>
    </Trpc>
  );
}
