import type { Citation } from '../answer.ts';

interface Place {
  readonly startIndex: number;
  readonly endIndex: number;
}

/**
 * A source of a block of the answer (API Reference, "Citation"): a page of the web, or a document that the client sent. What is cited is always the whole
 * block.
 */
export function citationOf(value: unknown, place: Place): Citation {
  const { title, source, sourceContent, location } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const page = ((location as { web?: { url?: unknown } | null } | null | undefined)?.web ?? {}).url;
  const url = [page, source].find((text) => typeof text === 'string' && /^https?:\/\//.test(text));
  const quoted = Array.isArray(sourceContent)
    ? (sourceContent as readonly ({ text?: unknown } | null)[]).map((part) => (typeof part?.text === 'string' ? part.text : '')).join('')
    : '';
  return {
    url: typeof url === 'string' ? url : null,
    title: typeof title === 'string' ? title : null,
    ...place,
    citedText: quoted === '' ? null : quoted,
  };
}
