import { Logo } from '@modelhub/ui/logo';
import { ThemeToggle } from '@modelhub/ui/theme';
import Link from 'next/link';
import type { ReactNode } from 'react';

// Who is asking decides what is shown: nothing here is made in advance.
export const dynamic = 'force-dynamic';

/** The first minutes: no sidebar yet, there is nothing to go to. */
export default function OnboardingLayout({ children }: { readonly children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex h-16 items-center justify-between px-5 sm:px-8">
        <Link href="/" aria-label="ModelHub, front page" className="rounded-md">
          <Logo />
        </Link>
        <ThemeToggle />
      </header>
      <main id="content" className="mx-auto w-full max-w-2xl flex-1 px-5 pt-[4vh] pb-16">
        {children}
      </main>
    </div>
  );
}
