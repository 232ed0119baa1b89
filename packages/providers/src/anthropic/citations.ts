import type { Citation } from '../answer.ts';

/**
 * A citation of a text block (platform.claude.com, "Citations" and "Web search tool"): a place on the web, or in a document that the client sent.
 * What Anthropic cites is always the whole block.
 */
export function citationOf(value: unknown, block: { readonly startIndex: number; readonly endIndex: number }): Citation {
  const { url, title, document_title: documentTitle, cited_text: citedText } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return {
    url: textOrNull(url),
    title: textOrNull(title) ?? textOrNull(documentTitle),
    ...block,
    citedText: textOrNull(citedText),
  };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
