import { Link } from '@modelhub/ui/link';
import type { Metadata } from 'next';
import { DocsHeader } from '#src/features/docs/components/docs-section.tsx';
import { GUIDES } from '#src/features/docs/guides/guides.ts';

export const metadata: Metadata = {
  title: 'Guides',
  description: 'How to come from elsewhere, how to leave again, how requests find their model, and where counts come from.',
};

export default function GuidesPage() {
  return (
    <article className="flex flex-col gap-10">
      <DocsHeader title="Guides">How to come from elsewhere, how to leave again, how requests find their model, and where counts come from.</DocsHeader>
      <ul className="rounded-lg border border-line bg-surface">
        {GUIDES.map(({ slug, title, says }) => (
          <li key={slug} className="relative border-b border-line px-5 py-4 transition-colors last:border-b-0 hover:bg-hover/60">
            <Link quiet href={`/docs/guides/${slug}`} className="text-base font-medium text-ink after:absolute after:inset-0">
              {title}
            </Link>
            <p className="mt-1 text-sm text-ink-muted">{says}</p>
          </li>
        ))}
      </ul>
    </article>
  );
}
