import type { Citation } from '../answer.ts';
import { fieldsOf } from '../openai/tell-choice.ts';

/**
 * What a candidate is founded on: sources that it quotes at length (`citationMetadata`), and what a search found (`groundingMetadata`). Google counts
 * places in bytes of the text (API reference, "CitationSource" and "Segment").
 */
export function citationsOf(candidate: Readonly<Record<string, unknown>>, text: string): Citation[] {
  if (candidate['citationMetadata'] == null && candidate['groundingMetadata'] == null) return [];
  const bytes = Buffer.from(text);
  const placeOf = (value: unknown): number | null =>
    typeof value === 'number' && value >= 0 && value <= bytes.length ? bytes.toString('utf8', 0, value).length : null;
  return [...quoted(candidate['citationMetadata'], placeOf), ...grounded(candidate['groundingMetadata'], placeOf)];
}

type PlaceOf = (value: unknown) => number | null;

function quoted(metadata: unknown, placeOf: PlaceOf): Citation[] {
  // Vertex AI calls the list `citations`, the Gemini API `citationSources`.
  const { citations, citationSources } = fieldsOf(metadata);
  return listOf(citations ?? citationSources).map(({ uri, title, startIndex, endIndex }) => ({
    url: textOrNull(uri),
    title: textOrNull(title),
    // A zero is left out on the wire.
    startIndex: placeOf(startIndex ?? 0),
    endIndex: placeOf(endIndex),
    citedText: null,
  }));
}

function grounded(metadata: unknown, placeOf: PlaceOf): Citation[] {
  const { groundingChunks, groundingSupports } = fieldsOf(metadata);
  const sources = listOf(groundingChunks).map((chunk) => {
    const { uri, title, text } = fieldsOf(chunk['web'] ?? chunk['retrievedContext'] ?? chunk['maps']);
    return { url: textOrNull(uri), title: textOrNull(title), citedText: textOrNull(text) };
  });
  const supports = listOf(groundingSupports);
  if (supports.length === 0) return sources.map((source) => ({ ...source, startIndex: null, endIndex: null }));
  return supports.flatMap(({ segment, groundingChunkIndices }) => {
    const { startIndex, endIndex } = fieldsOf(segment);
    const place = { startIndex: placeOf(startIndex ?? 0), endIndex: placeOf(endIndex) };
    const indices: readonly unknown[] = Array.isArray(groundingChunkIndices) ? groundingChunkIndices : [];
    return indices.flatMap((index) => {
      const source = typeof index === 'number' ? sources[index] : undefined;
      return source === undefined ? [] : [{ ...source, ...place }];
    });
  });
}

function listOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
