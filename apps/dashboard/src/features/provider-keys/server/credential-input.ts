import { checkCustomUrl, type Resolver } from '@modelhub/egress/custom-url';
import type { CredentialValues } from '@modelhub/access/credential-cipher';
import { credentialFieldsOf, defaultAddressOf } from '@modelhub/providers/credential';
import { findProvider, hasSecret } from '@modelhub/providers/registry';
import type { ProviderEntry } from '@modelhub/providers/types';
import { z } from 'zod';
import type { Env } from '#src/env.ts';
import { fieldError } from '#src/server/errors.ts';

/** The JSON of a service account has some 2,400 characters. */
const VALUE_CHARS_MAX = 16_384;

export const credentialNameSchema = z.string().trim().min(1, 'Give the key a name.').max(80, 'Use at most 80 characters.');

/** What a credential consists of, as the form sends it. */
export const credentialSecretSchema = z.object({
  values: z.record(z.string().max(60), z.string().trim().max(VALUE_CHARS_MAX, 'This is too long.')),
  baseUrl: z
    .string()
    .trim()
    .max(500, 'Use at most 500 characters.')
    .nullable()
    .default(null)
    .transform((text) => (text === '' ? null : text)),
});

export type CredentialSecret = z.output<typeof credentialSecretSchema>;

export interface CheckedSecret {
  readonly values: CredentialValues;
  readonly baseUrl: string | null;
}

export function requireProvider(id: string): ProviderEntry {
  const entry = findProvider(id);
  if (entry === undefined || entry.isOperatorsOwn) throw fieldError('provider', 'Choose a provider.');
  return entry;
}

/** The fields that the provider asks for and no other, and an address that may be called. Throws the error of the field that is not right. */
export async function checkSecret(
  entry: ProviderEntry,
  secret: CredentialSecret,
  options: { readonly env: Env; readonly resolve?: Resolver },
): Promise<CheckedSecret> {
  const values: Record<string, string> = {};
  const fields = credentialFieldsOf(entry);
  for (const { name, label, isOptional } of fields) {
    const value = secret.values[name] ?? '';
    if (value !== '') values[name] = value;
    else if (isOptional !== true) throw fieldError(`values.${name}`, `${label} is missing.`);
  }
  if (!hasSecret(entry, values)) {
    const secrets = fields.filter(({ isSecret }) => isSecret);
    throw fieldError(`values.${secrets[0]?.name ?? ''}`, `Give ${secrets.map(({ label }) => label).join(' or ')}.`);
  }
  const unknown = Object.keys(secret.values).find((name) => !fields.some((field) => field.name === name));
  if (unknown !== undefined) throw fieldError('values', `${entry.adapter.name} has no field called ${unknown}.`);
  for (const { name, isSecret, isMultiline } of fields) {
    // What is sent in a header may hold nothing that ends one.
    if (isSecret && isMultiline !== true && /[^\x21-\x7e]/.test(values[name] ?? '')) {
      throw fieldError(`values.${name}`, 'A key has no spaces and no special characters. Copy it anew.');
    }
  }
  return { values, baseUrl: await checkBaseUrl(entry, { values, baseUrl: secret.baseUrl }, options) };
}

async function checkBaseUrl(
  entry: ProviderEntry,
  { values, baseUrl }: CheckedSecret,
  { env, resolve }: { readonly env: Env; readonly resolve?: Resolver },
): Promise<string | null> {
  if (baseUrl === null) {
    if (defaultAddressOf(entry, values) === null) throw fieldError('baseUrl', `${entry.adapter.name} has an address for each customer: give yours.`);
    return null;
  }
  const rule = env.CUSTOM_BASE_URL_PRIVATE_ALLOWED === 'true' ? 'private-allowed' : 'public';
  const check = await checkCustomUrl(baseUrl, rule, resolve);
  if (check.kind === 'refused') throw fieldError('baseUrl', check.reason);
  return check.url;
}
