import type { ProviderConnection } from '../types.ts';

/** The header that says who calls; none where a server asks for no key. */
export function bearer({ apiKey }: ProviderConnection): string[] {
  return apiKey === '' ? [] : ['authorization', `Bearer ${apiKey}`];
}
