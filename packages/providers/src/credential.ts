import type { CredentialField, ProviderConnection, ProviderEntry } from './types.ts';

const API_KEY: readonly CredentialField[] = [{ name: 'apiKey', label: 'API key', isSecret: true }];

/** What a credential of this provider consists of. */
export function credentialFieldsOf(entry: ProviderEntry): readonly CredentialField[] {
  return entry.credentialFields ?? API_KEY;
}

/** The last four characters of the secret that people know the credential by; none of a secret that is shorter than a dozen. */
export function lastFourOf(entry: ProviderEntry, values: Readonly<Record<string, string>>): string {
  const name = credentialFieldsOf(entry).find(({ isSecret }) => isSecret)?.name ?? '';
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
