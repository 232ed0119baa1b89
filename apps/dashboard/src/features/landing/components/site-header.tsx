'use client';

import { buttonClass } from '@modelhub/ui/button-class';
import { cx } from '@modelhub/ui/cx';
import { DropdownMenu, MenuItem } from '@modelhub/ui/dropdown-menu';
import { Logo } from '@modelhub/ui/logo';
import { Menu } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';

const PLACES = [
  { href: '/models', label: 'Models' },
  { href: '/pricing', label: 'Pricing' },
  { href: '/docs', label: 'Docs' },
  { href: '/status', label: 'Status' },
] as const;

/** The head of every public page. */
export function SiteHeader() {
  const pathname = usePathname();
  return (
    <header className="sticky top-0 z-30 border-b border-line bg-paper">
      <a href="#content" className="fixed top-2 left-2 z-60 -translate-y-16 rounded-md bg-accent px-3 py-2 text-sm text-accent-contrast focus:translate-y-0">
        Skip to content
      </a>
      <div className="mx-auto flex h-14 w-full max-w-[1200px] items-center gap-8 px-4 sm:px-6">
        <Link href="/" className="rounded-sm" aria-label="ModelHub, start page">
          <Logo />
        </Link>
        <nav aria-label="Site" className="flex flex-1 items-center gap-1 max-sm:hidden">
          {PLACES.map((place) => (
            <Link
              key={place.href}
              href={place.href}
              aria-current={pathname.startsWith(place.href) ? 'page' : undefined}
              className="rounded-md px-2.5 py-1.5 text-sm text-ink-muted transition-colors hover:text-ink aria-[current=page]:text-ink"
            >
              {place.label}
            </Link>
          ))}
        </nav>
        <div className="ml-auto flex items-center gap-2">
          <Link href="/login" className={buttonClass({ variant: 'ghost', size: 'sm', className: 'text-sm' })}>
            Sign in
          </Link>
          <Link href="/signup" className={buttonClass({ variant: 'primary', size: 'sm', className: 'text-sm max-sm:hidden' })}>
            Get an API key
          </Link>
          <DropdownMenu
            trigger={
              <button type="button" aria-label="Menu" className={cx(buttonClass({ variant: 'ghost' }), 'w-10 px-0 sm:hidden')}>
                <Menu aria-hidden />
              </button>
            }
          >
            {PLACES.map((place) => (
              <MenuItem key={place.href} href={place.href}>
                {place.label}
              </MenuItem>
            ))}
            <MenuItem href="/signup">Get an API key</MenuItem>
          </DropdownMenu>
        </div>
      </div>
    </header>
  );
}
