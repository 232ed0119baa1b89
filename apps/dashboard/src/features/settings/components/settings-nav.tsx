'use client';

import { cx } from '@modelhub/ui/cx';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useEffect, useRef } from 'react';

export interface SettingsPlace {
  readonly href: string;
  readonly label: string;
}

/** The parts of the settings, each with an address of its own. */
export function SettingsNav({ places }: { readonly places: readonly SettingsPlace[] }) {
  const pathname = usePathname();
  const nav = useRef<HTMLElement>(null);
  // On a narrow screen the list is wider than the page: the current place has to be in view.
  useEffect(() => {
    nav.current?.querySelector(`[href="${pathname}"]`)?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [pathname]);
  return (
    <nav ref={nav} aria-label="Settings" className="-mx-4 overflow-x-auto px-4 [scrollbar-width:none] sm:mx-0 sm:px-0">
      <ul className="flex w-max min-w-full gap-5 border-b border-line">
        {places.map(({ href, label }) => {
          const current = href === '/settings' ? pathname === href : pathname.startsWith(href);
          return (
            <li key={href}>
              <Link
                href={href}
                aria-current={current ? 'page' : undefined}
                className={cx(
                  'flex h-9 items-center border-b-2 text-sm whitespace-nowrap transition-colors outline-offset-[-2px] max-sm:h-11',
                  current ? 'border-accent text-ink' : 'border-transparent text-ink-muted hover:text-ink',
                )}
              >
                {label}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
