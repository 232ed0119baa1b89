import { unreadable } from '../../failure.ts';
import type { OperationInput, UpstreamRequest } from '../../types.ts';
import { authorization } from '../authorization.ts';
import { PROVIDER_NAME } from '../failure.ts';
import { escapeSegment } from '../signature.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** Fields of a request that are ours, or answered here. */
const OWN_FIELDS = new Set(['model', 'models', 'provider', 'user', 'encoding_format']);

/** `InvokeModel` with a body in the words of the model's lab. */
export function invoke({ endpoint, connection }: OperationInput, fields: Fields): UpstreamRequest {
  const body = Buffer.from(JSON.stringify(fields));
  const path = `/model/${escapeSegment(endpoint.upstreamModel)}/invoke`;
  return { path, headers: authorization(connection, { path, body, at: new Date() }), body };
}

/** What the client gave besides the fields that are translated: it goes to the model as it is. */
export function otherFields(request: Fields, translated: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(request).filter(([field, value]) => value !== null && !OWN_FIELDS.has(field) && !translated.includes(field)));
}

export function readInvoked(body: Buffer): Fields {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw unreadable(PROVIDER_NAME, `not JSON: ${body.length} bytes`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unreadable(PROVIDER_NAME, 'an answer that is no object');
  return value as Fields;
}
