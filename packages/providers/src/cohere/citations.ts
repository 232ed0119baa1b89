import type { Citation } from '../answer.ts';
import { fieldsOf, itemsOf, textOf, type Fields } from '../dialect/fields.ts';

/**
 * What a citation says, once for each of its sources (docs.cohere.com, "Documents and Citations"). `blockStart` is where the content block that it counts
 * from begins in the whole text. What is founded in the plan or in the thinking is not shown, as the client's dialects cite texts alone.
 */
export function citationsOf(value: unknown, blockStart: (contentIndex: number) => number): Citation[] {
  const { start, end, sources, type, content_index: contentIndex } = fieldsOf(value);
  if (type !== undefined && type !== null && type !== 'TEXT_CONTENT') return [];
  const from = blockStart(typeof contentIndex === 'number' ? contentIndex : 0);
  const at = {
    startIndex: typeof start === 'number' ? from + start : null,
    endIndex: typeof end === 'number' ? from + end : null,
  };
  return itemsOf(sources).map((source) => ({ ...sourceOf(fieldsOf(source)), ...at }));
}

/** A document of the client, or what one of its tools said: neither has an address but the one that it may name itself. */
function sourceOf(source: Fields): Pick<Citation, 'url' | 'title' | 'citedText'> {
  const about = fieldsOf(source['document'] ?? source['tool_output']);
  const url = textOf(about['url']);
  return {
    url: /^https?:\/\//.test(url) ? url : null,
    title: textOf(about['title']) || textOf(source['id']) || null,
    citedText: textOf(about['snippet']) || textOf(about['text']) || null,
  };
}
