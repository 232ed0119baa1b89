import { fieldsOf, textOf, type Fields } from './fields.ts';

/**
 * The thinking of an earlier turn that anybody's model may read: what is signed or encrypted belongs to its provider, and is left out together with the
 * text that it proves.
 */
export function unsignedReasoning(message: Fields): string {
  const details = message['reasoning_details'];
  if (!Array.isArray(details) || details.length === 0) return textOf(message['reasoning_content']) || textOf(message['reasoning']);
  const all = details.map(fieldsOf);
  if (all.some(({ format, signature, type }) => typeof format === 'string' || textOf(signature) !== '' || type === 'reasoning.encrypted')) return '';
  return all.map(({ text, summary }) => textOf(text) || textOf(summary)).join('');
}
