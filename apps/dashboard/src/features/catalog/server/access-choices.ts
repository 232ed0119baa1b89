import { offeredModels, providerName } from './offered.ts';

interface Choice {
  readonly value: string;
  readonly label: string;
}

/** Every model and every provider that can be allowed or denied. */
export function accessChoices(): { readonly models: readonly Choice[]; readonly providers: readonly Choice[] } {
  const providers = new Map(offeredModels.flatMap(({ endpoints }) => endpoints.map((endpoint) => [endpoint.provider, providerName(endpoint)] as const)));
  return {
    models: offeredModels.map(({ id }) => ({ value: id, label: id })),
    providers: [...providers].map(([value, label]) => ({ value, label })).toSorted((a, b) => a.label.localeCompare(b.label, 'en')),
  };
}
