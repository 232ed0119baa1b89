import { buttonClass } from '@modelhub/ui/button-class';
import { Logo } from '@modelhub/ui/logo';
import Link from 'next/link';

export default function NotFound() {
  return (
    <main className="mx-auto flex min-h-dvh max-w-lg flex-col items-start justify-center gap-6 px-6 py-16">
      <Link href="/" aria-label="ModelHub, start page" className="rounded-sm">
        <Logo />
      </Link>
      <div>
        <h1 className="text-xl font-medium">There is no page at this address.</h1>
        <p className="mt-2 text-base text-ink-muted">It may have moved, or a letter is missing. The catalog and the docs are where most people wanted to go.</p>
      </div>
      <div className="flex flex-wrap gap-2">
        <Link href="/models" className={buttonClass({ variant: 'primary' })}>
          Browse models
        </Link>
        <Link href="/docs" className={buttonClass({})}>
          Read the docs
        </Link>
      </div>
    </main>
  );
}
