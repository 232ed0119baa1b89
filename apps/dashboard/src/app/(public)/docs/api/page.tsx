import { SURFACES } from '@modelhub/api-schemas/surfaces';
import { CopyButton } from '@modelhub/ui/copy-button';
import { Link } from '@modelhub/ui/link';
import type { Metadata } from 'next';
import { CONFORMANCE } from '#src/features/docs/conformance/tables.ts';
import { DocsHeader, DocsSection, DocsText } from '#src/features/docs/components/docs-section.tsx';
import { REFERENCE_PAGES } from '#src/features/docs/reference/pages.ts';
import { gatewayBaseUrl } from '#src/features/status/server/instance.ts';

export const metadata: Metadata = { title: 'API reference', description: 'Every path, field, event and error, and what is ours in it.' };

export default function ReferencePage() {
  const baseUrl = gatewayBaseUrl();
  return (
    <article className="flex flex-col gap-10">
      <DocsHeader title="API reference">Every path, with its fields, its answer and the events of its stream.</DocsHeader>
      <ul className="rounded-lg border border-line bg-surface">
        {REFERENCE_PAGES.map(({ slug, title, says, surfaces }) => (
          <li key={slug} className="relative border-b border-line px-5 py-4 transition-colors last:border-b-0 hover:bg-hover/60">
            <Link quiet href={`/docs/api/${slug}`} className="text-base font-medium text-ink after:absolute after:inset-0">
              {title}
            </Link>
            <p className="mt-1 text-sm text-ink-muted">{says}</p>
            <p className="mt-1.5 flex flex-wrap gap-x-4 text-xs text-ink-subtle">
              {surfaces.map((surface) => (
                <code key={surface} className="break-all">
                  {SURFACES[surface].method} {SURFACES[surface].path}
                </code>
              ))}
            </p>
          </li>
        ))}
      </ul>
      <DocsSection id="address" title="Address and key">
        <p className="flex flex-wrap items-center gap-1 text-base text-ink-muted">
          <code className="break-all">{baseUrl}</code>
          <CopyButton value={baseUrl} label="Copy base URL" />
        </p>
        <DocsText>{'The key goes into `Authorization: Bearer mh_live_…`, or into `x-api-key`, as Anthropic’s clients send it.'}</DocsText>
      </DocsSection>
      <DocsSection id="unknown-fields" title="Fields that are not listed">
        <DocsText>
          {
            'A field that no description knows goes on to a provider that speaks the dialect of your request. Where a request has to be translated, a documented field that the provider has nothing for sends it to another endpoint of the model, or is answered with a 400 that names it.'
          }
        </DocsText>
        {CONFORMANCE.length === 0 ? null : (
          <p className="text-sm">
            <Link href="/docs/conformance">Which parameter works where</Link>
          </p>
        )}
      </DocsSection>
    </article>
  );
}
