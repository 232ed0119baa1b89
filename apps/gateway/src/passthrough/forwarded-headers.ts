import type { UpstreamHeaders } from '@modelhub/providers/types';

/** Of one connection, and of no other (RFC 9110, "Connection"; RFC 2616, 13.5.1). `expect` has been answered here. */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
];
/** Of the way to us, which is nothing to the provider; and encodings, which would hide what an answer says of its usage. */
const OURS = new Set([...HOP_BY_HOP, 'host', 'cookie', 'accept-encoding', 'forwarded', 'via', 'x-real-ip']);
const ANSWERS = new Set([...HOP_BY_HOP, 'set-cookie', 'alt-svc']);
/** Whatever a key may come in. Only the provider's own of them go on, and only with the caller's own key. */
const KEY_HEADERS = new Set(['authorization', 'x-api-key', 'api-key', 'x-goog-api-key']);

export interface ForwardOptions {
  /** As Node has them: names and values by turns. */
  readonly rawHeaders: readonly string[];
  /** The ModelHub key that the caller presented: nothing that holds it leaves. */
  readonly presentedKey: string;
  /** Headers of the caller's own key of the provider that go on. */
  readonly keyHeaders: readonly string[];
}

/** The headers of a request as they go on to the provider, flat. */
export function requestHeaders({ rawHeaders, presentedKey, keyHeaders }: ForwardOptions): string[] {
  const headers = ['accept-encoding', 'identity'];
  const named = namedByConnection(rawHeaders);
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const [name, value] = [(rawHeaders[i] as string).toLowerCase(), rawHeaders[i + 1] as string];
    if (OURS.has(name) || named.has(name) || name.startsWith('x-modelhub-') || name.startsWith('x-forwarded-')) continue;
    if (KEY_HEADERS.has(name) && !keyHeaders.includes(name)) continue;
    if (value.includes(presentedKey)) continue;
    headers.push(name, value);
  }
  return headers;
}

/** The headers of an answer as they go on to the client, flat. */
export function answerHeaders(headers: UpstreamHeaders): string[] {
  const flat: string[] = [];
  const named = new Set(listOf(headers['connection']));
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || ANSWERS.has(name) || named.has(name)) continue;
    for (const one of Array.isArray(value) ? value : [value]) flat.push(name, one);
  }
  return flat;
}

function namedByConnection(rawHeaders: readonly string[]): ReadonlySet<string> {
  const named = new Set<string>();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    if (rawHeaders[i]?.toLowerCase() === 'connection') for (const name of listOf(rawHeaders[i + 1])) named.add(name);
  }
  return named;
}

function listOf(value: string | string[] | undefined): string[] {
  return (Array.isArray(value) ? value.join(',') : (value ?? '')).split(',').map((name) => name.trim().toLowerCase());
}

/** The path and query without the parameter that may hold a key, unless it is the caller's own key of the provider. */
export function withoutKeyParameter(
  pathAndQuery: string,
  { parameter, isKept, presentedKey }: { readonly parameter: string | null; readonly isKept: boolean; readonly presentedKey: string },
): string {
  const at = pathAndQuery.indexOf('?');
  if (at < 0) return pathAndQuery;
  const kept = pathAndQuery
    .slice(at + 1)
    .split('&')
    .filter((pair) => !pair.includes(presentedKey) && (isKept || parameter === null || pair.split('=')[0] !== parameter));
  return pathAndQuery.slice(0, at) + (kept.length === 0 ? '' : `?${kept.join('&')}`);
}
