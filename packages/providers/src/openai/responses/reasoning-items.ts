import { fieldsOf, itemsOf, textOf } from '../../dialect/fields.ts';

/** OpenRouter's name of what OpenAI's Responses API encrypts, and nobody else can read. */
export const REASONING_FORMAT = 'openai-responses-v1';

/** Between the parts of a summary, which are paragraphs. */
export const BETWEEN_SUMMARIES = '\n\n';

/**
 * The reasoning items that the details stand for: a summary, and behind it what is encrypted. What another lab's model thought is left out, as is a summary
 * alone, of which nothing can be read again.
 */
export function reasoningItems(details: unknown): Record<string, unknown>[] {
  const items: Record<string, unknown>[] = [];
  let summary = '';
  for (const { type, text, summary: summed, data, id, format, signature } of itemsOf(details).map(fieldsOf)) {
    const isForeign = (typeof format === 'string' && format !== REASONING_FORMAT) || textOf(signature) !== '';
    if (isForeign) summary = '';
    else if (type === 'reasoning.text' || type === 'reasoning.summary') summary += textOf(text) || textOf(summed);
    else if (type === 'reasoning.encrypted' && textOf(data) !== '' && format === REASONING_FORMAT) {
      const parts = summary === '' ? [] : summary.split(BETWEEN_SUMMARIES).map((part) => ({ type: 'summary_text', text: part }));
      items.push({ type: 'reasoning', ...(textOf(id) === '' ? {} : { id }), summary: parts, encrypted_content: data });
      summary = '';
    }
  }
  return items;
}
