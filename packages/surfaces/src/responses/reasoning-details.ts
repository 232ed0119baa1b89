import type { Fields } from '../read-body.ts';
import { openReasoning } from '../reasoning-envelope.ts';

/**
 * A reasoning item as `reasoning_details` of a chat message. What another provider's own Responses API encrypted came through here untouched and has no
 * envelope: it is of OpenAI's format.
 */
export function reasoningDetails(item: Fields): Fields[] {
  const text = shownText(item);
  const encrypted = item['encrypted_content'];
  if (typeof encrypted !== 'string' || encrypted === '') return text === '' ? [] : [{ type: 'reasoning.text', text }];
  const sealed = openReasoning(encrypted) ?? {
    kind: 'encrypted' as const,
    format: 'openai-responses-v1' as const,
    data: encrypted,
    about: typeof item['id'] === 'string' ? item['id'] : null,
  };
  const { kind, format, data, about } = sealed;
  if (kind === 'signature' && about === null) return [{ type: 'reasoning.text', text, signature: data, format }];
  const shown = format === 'openai-responses-v1' ? { type: 'reasoning.summary', summary: text, format } : { type: 'reasoning.text', text };
  return [...(text === '' ? [] : [shown]), { type: 'reasoning.encrypted', data, ...(about === null ? {} : { id: about }), format }];
}

/** The summary, or the reasoning itself where a model of open weights shows that. */
function shownText(item: Fields): string {
  return [item['summary'], item['content']]
    .flatMap((parts) => (Array.isArray(parts) ? (parts as readonly ({ readonly text?: unknown } | null)[]) : []))
    .map((part) => (typeof part?.text === 'string' ? part.text : ''))
    .join('');
}
