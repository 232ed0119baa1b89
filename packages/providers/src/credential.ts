import type { CredentialField, ProviderConnection, ProviderEntry } from './types.ts';

const API_KEY: readonly CredentialField[] = [{ name: 'apiKey', label: 'API key', isSecret: true }];

/** What a credential of this provider consists of. */
export function credentialFieldsOf(entry: ProviderEntry): readonly CredentialField[] {
  return entry.credentialFields ?? API_KEY;
}

/** What can stand in the name of a host, and nothing that ends it. */
const HOST_PART = /^[a-z0-9-]+$/i;

/**
 * The address that a provider has for a credential, if it has one by itself: `{region}` in it stands for the field of that name. Null where the address has
 * to be given, or the field is missing or no part of a host's name.
 */
export function defaultAddressOf({ defaultBaseUrl, addressOf }: ProviderEntry, values: Readonly<Record<string, string | undefined>>): string | null {
  if (addressOf !== undefined) return addressOf(values);
  let isWhole = true;
  const address = defaultBaseUrl?.replaceAll(/\{(\w+)\}/g, (_placeholder, name: string) => {
    const value = values[name] ?? '';
    isWhole &&= HOST_PART.test(value);
    return value;
  });
  return address === undefined || !isWhole ? null : address;
}

/** The last four characters of the secret that people know the credential by; none of a secret that is shorter than a dozen. */
export function lastFourOf(entry: ProviderEntry, values: Readonly<Record<string, string>>): string {
  const name = credentialFieldsOf(entry).find((field) => field.isSecret && (values[field.name] ?? '') !== '')?.name ?? '';
  // What ends the JSON of a service account is the same in all of them.
  const secret = (values[name] ?? '').trim();
  return secret.length < 12 || secret.endsWith('}') ? '' : secret.slice(-4);
}

/** A credential as an adapter takes it. `address` is used as it is, without a slash at its end. */
export function connectionOf(values: Readonly<Record<string, string>>, address: string): ProviderConnection {
  const { apiKey = '', ...extra } = values;
  return { apiKey, baseUrl: withoutSlash(address), ...(Object.keys(extra).length === 0 ? {} : { extra }) };
}

export function withoutSlash(url: string): string {
  let end = url.length;
  while (url.charCodeAt(end - 1) === 47) end -= 1;
  return url.slice(0, end);
}
