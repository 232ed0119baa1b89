'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';

const SECTIONS = [
  {
    title: 'Start',
    links: [
      { href: '/docs', label: 'Quickstart' },
      { href: '/docs#streaming', label: 'Streaming' },
      { href: '/docs#fallback', label: 'Fallback' },
      { href: '/docs#headers', label: 'Headers' },
      { href: '/docs#leaving', label: 'Leaving' },
    ],
  },
  {
    title: 'Reference',
    links: [
      { href: '/docs/errors', label: 'Error codes' },
      { href: '/models', label: 'Models and prices' },
      { href: '/pricing#who-pays', label: 'Who pays for what' },
    ],
  },
] as const;

/** The contents of the docs, at the side. */
export function DocsNavigation() {
  const pathname = usePathname();
  return (
    <nav aria-label="Contents" className="flex flex-col gap-6">
      {SECTIONS.map((section) => (
        <div key={section.title}>
          <h2 className="px-2 text-xs text-ink-subtle">{section.title}</h2>
          <ul className="mt-1.5 flex flex-col">
            {section.links.map((link) => (
              <li key={link.href}>
                <Link
                  href={link.href}
                  aria-current={pathname === link.href ? 'page' : undefined}
                  className="block rounded-md px-2 py-1.5 text-sm text-ink-muted transition-colors hover:text-ink aria-[current=page]:bg-hover aria-[current=page]:text-ink"
                >
                  {link.label}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
