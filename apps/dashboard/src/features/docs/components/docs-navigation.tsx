'use client';

import { ChevronRight } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { GUIDES } from '../guides/guides.ts';
import { REFERENCE_PAGES } from '../reference/pages.ts';

interface NavigationLink {
  readonly href: string;
  readonly label: string;
}

const SECTIONS: readonly { readonly title: string; readonly links: readonly NavigationLink[] }[] = [
  {
    title: 'Start',
    links: [
      { href: '/docs', label: 'Quickstart' },
      { href: '/docs#streaming', label: 'Streaming' },
      { href: '/docs#fallback', label: 'Fallback' },
      { href: '/docs#headers', label: 'Headers' },
    ],
  },
  { title: 'Guides', links: GUIDES.map(({ slug, title }) => ({ href: `/docs/guides/${slug}`, label: title })) },
  {
    title: 'API',
    links: [{ href: '/docs/api', label: 'Overview' }, ...REFERENCE_PAGES.map(({ slug, title }) => ({ href: `/docs/api/${slug}`, label: title }))],
  },
  {
    title: 'Reference',
    links: [
      { href: '/docs/errors', label: 'Error codes' },
      { href: '/docs/conformance', label: 'What works where' },
      { href: '/models', label: 'Models and prices' },
      { href: '/pricing#who-pays', label: 'Who pays for what' },
    ],
  },
];

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
                  className="block rounded-md px-2 py-1.5 text-sm text-ink-muted transition-colors hover:text-ink aria-[current=page]:bg-hover aria-[current=page]:text-ink max-lg:py-2.5"
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

/** The same where there is no room at the side: it opens, and closes by itself on the next page. */
export function DocsContents() {
  return (
    <details key={usePathname()} className="group/contents rounded-md border border-line bg-surface">
      <summary className="flex h-11 cursor-pointer items-center gap-2 rounded-md px-3 text-sm text-ink-muted [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="size-4 transition-transform group-open/contents:rotate-90" />
        Contents
      </summary>
      <div className="border-t border-line px-2 py-4">
        <DocsNavigation />
      </div>
    </details>
  );
}
