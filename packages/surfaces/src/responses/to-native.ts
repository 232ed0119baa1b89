import { parseExactly } from '@modelhub/providers/exact-json';
import type { Fields } from '../read-body.ts';
import { openReasoning } from '../reasoning-envelope.ts';
import type { ConversationRequest, NativeCall } from '../types.ts';

const FORMAT = 'openai-responses-v1';

/**
 * For a provider with the Responses API: its own encrypted thoughts out of their envelopes, and no thoughts of other labs' models, which it could not
 * read and would refuse. A request without such items, which is the usual one, goes through as it is.
 */
export function toNative(call: NativeCall): NativeCall {
  if (!hasForeignThoughts(call.request['input'])) return call;
  const request = parseExactly(call.body.toString('utf8')) as ConversationRequest;
  const input = (request['input'] as readonly Fields[]).flatMap(nativeItem);
  return { request: { ...call.request, input }, body: Buffer.from(JSON.stringify({ ...request, input })) };
}

function hasForeignThoughts(input: unknown): boolean {
  return Array.isArray(input) && (input as readonly Fields[]).some((item) => item['type'] === 'reasoning' && isForeign(item['encrypted_content']));
}

/** In an envelope, or with nothing that could be read: such an item would be looked for where it was not stored. */
function isForeign(encrypted: unknown): boolean {
  return typeof encrypted !== 'string' || encrypted === '' || openReasoning(encrypted) !== null;
}

function nativeItem(item: Fields): Fields[] {
  const encrypted = item['encrypted_content'];
  if (item['type'] !== 'reasoning' || !isForeign(encrypted)) return [item];
  const sealed = typeof encrypted === 'string' ? openReasoning(encrypted) : null;
  return sealed?.kind === 'encrypted' && sealed.format === FORMAT ? [{ ...item, id: sealed.about ?? item['id'], encrypted_content: sealed.data }] : [];
}
