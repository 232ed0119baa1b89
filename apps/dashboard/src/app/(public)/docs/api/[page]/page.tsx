import { OPENAI_SOURCE, SURFACES } from '@modelhub/api-schemas/surfaces';
import type { ErrorCode } from '@modelhub/core/errors';
import { Link } from '@modelhub/ui/link';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { DocsHeader, DocsSection, DocsText } from '#src/features/docs/components/docs-section.tsx';
import { Operation } from '#src/features/docs/components/operation.tsx';
import { SampleTabs } from '#src/features/docs/components/sample-tabs.tsx';
import { ERROR_DOCS } from '#src/features/docs/error-docs.ts';
import { findReferencePage, SURFACE_TITLES, type ReferencePage } from '#src/features/docs/reference/pages.ts';
import { gatewayBaseUrl } from '#src/features/status/server/instance.ts';

interface PageProps {
  readonly params: Promise<{ readonly page: string }>;
}

/** What a caller of any path meets first. */
const COMMON_ERRORS: readonly ErrorCode[] = [
  'invalid_api_key',
  'unsupported_parameter',
  'model_not_found',
  'context_length_exceeded',
  'budget_exceeded',
  'rate_limit_exceeded',
  'provider_unavailable',
];

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const page = findReferencePage((await params).page);
  return page === undefined ? { title: 'No such page' } : { title: page.title, description: page.says };
}

/** The dialect is OpenAI's where its description is what the page was made from. */
function isOfOpenAi({ slug }: ReferencePage): boolean {
  return !['messages', 'rerank', 'account'].includes(slug);
}

export default async function ReferenceSurfacePage({ params }: PageProps) {
  const page = findReferencePage((await params).page);
  if (page === undefined) notFound();
  const { title, says, surfaces, sample } = page;
  return (
    <article className="flex flex-col gap-10">
      <DocsHeader title={title}>{says}</DocsHeader>
      {surfaces.length === 1 ? null : (
        <nav aria-label="On this page">
          <ul className="flex flex-col gap-1.5 text-sm">
            {surfaces.map((surface) => (
              <li key={surface} className="flex flex-wrap gap-x-3">
                <Link href={`#${surface.replaceAll('.', '-')}`}>{SURFACE_TITLES[surface]}</Link>
                <code className="break-all text-ink-subtle">
                  {SURFACES[surface].method} {SURFACES[surface].path}
                </code>
              </li>
            ))}
          </ul>
        </nav>
      )}
      <SampleTabs baseUrl={gatewayBaseUrl()} model={sample.model} call={sample.call} apiKey="mh_live_..." withInstall />
      {surfaces.map((surface) => (
        <Operation key={surface} surface={surface} />
      ))}
      <DocsSection id="errors" title="Errors">
        <DocsText>
          {'`code` is stable, and each has a page; `param` names the field at fault. What a chosen endpoint cannot do is never dropped in silence.'}
        </DocsText>
        <ul className="flex flex-col gap-1.5 text-sm text-ink-muted">
          {COMMON_ERRORS.map((code) => (
            <li key={code}>
              <Link href={`/docs/errors/${code}`} className="font-mono">
                {code}
              </Link>{' '}
              {ERROR_DOCS[code].happened}
            </li>
          ))}
          <li>
            <Link href="/docs/errors">All error codes</Link>
          </li>
        </ul>
      </DocsSection>
      {isOfOpenAi(page) ? (
        <p className="border-t border-line pt-6 text-sm text-ink-subtle">
          Fields and events are those of OpenAI’s OpenAPI description, version {OPENAI_SOURCE.version} of {OPENAI_SOURCE.date}, and those marked as ours.
        </p>
      ) : null}
    </article>
  );
}
