import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isAllowedAddress, type AddressRule } from './address-rules.ts';

export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** Every address of a host. Rejects when it has none. */
export type Resolver = (hostname: string) => Promise<readonly ResolvedAddress[]>;

/** As the operating system resolves names. */
export const systemResolver: Resolver = (hostname) => lookup(hostname, { all: true });

export type UrlCheck =
  /** In the form in which it is stored: without a slash at its end. */
  { readonly kind: 'allowed'; readonly url: string } | { readonly kind: 'refused'; readonly reason: string };

/** The host as sockets take it: an IPv6 address without its brackets. */
export function hostOf(url: URL): string {
  return url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname;
}

/** What the text of a base URL says, before any name is resolved. */
export function readCustomUrl(text: string, rule: AddressRule): UrlCheck {
  const url = URL.parse(text.trim());
  if (url === null) return refused('This is not a URL: it begins with https:// and holds a host.');
  const isPlain = url.protocol === 'http:' && rule === 'private-allowed';
  if (url.protocol !== 'https:' && !isPlain) return refused('The address has to begin with https://.');
  if (url.username !== '' || url.password !== '') return refused('The address may not hold a user name or a password.');
  if (url.search !== '' || url.hash !== '') return refused('The address may not have a query or a fragment.');
  const host = hostOf(url);
  if (isIP(host) !== 0 && !isAllowedAddress(host, rule)) return refused(NOT_PUBLIC);
  let end = url.pathname.length;
  while (url.pathname.charCodeAt(end - 1) === 47) end -= 1;
  return { kind: 'allowed', url: url.origin + url.pathname.slice(0, end) };
}

/**
 * Whether requests may be sent to a base URL that a customer gave: https, and a host all of whose addresses are allowed. This is for the person at the
 * form; names can change what they stand for, so the guarded agent checks again when it connects.
 */
export async function checkCustomUrl(text: string, rule: AddressRule, resolve: Resolver = systemResolver): Promise<UrlCheck> {
  const read = readCustomUrl(text, rule);
  if (read.kind === 'refused') return read;
  const host = hostOf(new URL(read.url));
  if (isIP(host) !== 0) return read;
  try {
    const addresses = await resolve(host);
    return addresses.every(({ address }) => isAllowedAddress(address, rule)) && addresses.length > 0 ? read : refused(NOT_PUBLIC);
  } catch {
    return refused('This host has no address: look for a typing error.');
  }
}

const NOT_PUBLIC = 'This host is not reachable from the internet: its address is a private or reserved one.';

function refused(reason: string): UrlCheck {
  return { kind: 'refused', reason };
}
