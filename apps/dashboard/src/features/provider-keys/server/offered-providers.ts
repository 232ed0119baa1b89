import { credentialFieldsOf } from '@modelhub/providers/credential';
import { findProvider, PROVIDERS } from '@modelhub/providers/registry';
import type { CredentialField, ProviderEntry } from '@modelhub/providers/types';
import { checkModel } from './check-model.ts';

/** A provider as the form shows it. */
export interface ProviderOption {
  readonly id: string;
  readonly name: string;
  readonly fields: readonly CredentialField[];
  /** Whether people have to give the address, because each customer has their own. */
  readonly needsBaseUrl: boolean;
  readonly baseUrlExample: string | null;
  /** The model that a test asks; null where none can be asked. */
  readonly checkModel: string | null;
}

function optionOf(id: string, entry: ProviderEntry): ProviderOption {
  return {
    id,
    name: entry.adapter.name,
    fields: credentialFieldsOf(entry),
    needsBaseUrl: entry.defaultBaseUrl === null,
    baseUrlExample: entry.defaultBaseUrl ?? entry.baseUrlExample,
    checkModel: checkModel(id)?.model ?? null,
  };
}

/** Every provider that a key can be brought for, by name. */
export const PROVIDER_OPTIONS: readonly ProviderOption[] = Object.entries<ProviderEntry>(PROVIDERS)
  .filter(([, entry]) => entry.isOperatorsOwn !== true)
  .map(([id, entry]) => optionOf(id, entry))
  .sort((a, b) => a.name.localeCompare(b.name, 'en'));

export function providerNameOf(id: string): string {
  return findProvider(id)?.adapter.name ?? id;
}
