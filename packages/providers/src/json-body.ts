import { hasLongNumber, parseExactly } from './exact-json.ts';

/** Fields that steer our routing and mean nothing to a provider. */
const OWN_FIELDS = ['models', 'provider'] as const;

export interface JsonBodySource {
  readonly request: Readonly<Record<string, unknown>>;
  /** What the client sent; null where `request` is all there is. */
  readonly body: Buffer | null;
  readonly upstreamModel: string;
  /** Fields to set, or with `undefined` to leave out. */
  readonly changes?: Readonly<Record<string, unknown>>;
}

/** The client's body with the provider's name of the model and without our own fields: byte for byte the client's where nothing changes. */
export function upstreamJson({ request, body, upstreamModel, changes = {} }: JsonBodySource): Buffer {
  const isAsItIs = request['model'] === upstreamModel && !OWN_FIELDS.some((field) => field in request) && Object.keys(changes).length === 0;
  if (isAsItIs && body !== null) return body;
  const text = body?.toString('utf8') ?? '';
  const source = hasLongNumber(text) ? (parseExactly(text) as Record<string, unknown>) : request;
  const copy: Record<string, unknown> = { ...source, model: upstreamModel, ...changes };
  for (const field of OWN_FIELDS) delete copy[field];
  return Buffer.from(JSON.stringify(copy));
}
