import { requestFields } from '@modelhub/api-schemas/parameters';
import { ERROR_CATALOGUE, type ErrorCode } from '@modelhub/core/errors';
import { ERROR_DOCS } from './error-docs.ts';
import { GUIDES } from './guides/guides.ts';
import { REFERENCE_PAGES, SURFACE_TITLES } from './reference/pages.ts';

/** Something in the docs that can be found. */
export interface SearchEntry {
  readonly group: 'Guides' | 'API' | 'Fields' | 'Errors';
  readonly label: string;
  readonly detail: string;
  readonly href: string;
  readonly keywords?: readonly string[];
}

/** Everything that can be found in the docs, in the order in which it is shown. */
export function searchEntries(): readonly SearchEntry[] {
  return [
    {
      group: 'Guides',
      label: 'Quickstart',
      detail: 'From nothing to a first answer',
      href: '/docs',
      keywords: ['start', 'install', 'headers', 'streaming', 'fallback'],
    },
    ...GUIDES.map(({ slug, title, says }): SearchEntry => ({ group: 'Guides', label: title, detail: says, href: `/docs/guides/${slug}` })),
    { group: 'API', label: 'API reference', detail: 'Every path', href: '/docs/api' },
    { group: 'API', label: 'What works where', detail: 'Parameters by dialect', href: '/docs/conformance' },
    ...REFERENCE_PAGES.flatMap(({ slug, surfaces }) =>
      surfaces.map((surface): SearchEntry => ({
        group: 'API',
        label: SURFACE_TITLES[surface],
        detail: surface,
        href: `/docs/api/${slug}${surfaces.length === 1 ? '' : `#${anchorOf(surface)}`}`,
        keywords: [slug, surface],
      })),
    ),
    ...REFERENCE_PAGES.flatMap(({ slug, surfaces }) =>
      surfaces.flatMap((surface) =>
        requestFields(surface).map(({ name }): SearchEntry => ({
          group: 'Fields',
          label: name,
          detail: SURFACE_TITLES[surface],
          href: `/docs/api/${slug}#${anchorOf(surface)}-${name}`,
        })),
      ),
    ),
    ...(Object.keys(ERROR_CATALOGUE) as ErrorCode[]).map((code): SearchEntry => ({
      group: 'Errors',
      label: code,
      detail: `${ERROR_CATALOGUE[code].status}: ${ERROR_DOCS[code].happened}`,
      href: `/docs/errors/${code}`,
    })),
  ];
}

function anchorOf(surface: string): string {
  return surface.replaceAll('.', '-');
}
