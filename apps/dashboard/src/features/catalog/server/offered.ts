import { catalog } from './catalog.ts';
import type { Endpoint, Model } from '@modelhub/catalog/types';
import { PROVIDERS } from '@modelhub/providers/registry';

const providers: Readonly<Record<string, { readonly adapter: { readonly name: string } }>> = PROVIDERS;

/**
 * The models that this product can serve, each with the endpoints that it can be served from. The catalog knows more: an endpoint
 * whose provider has no adapter would be an offer that nobody can take.
 */
export const offeredModels: readonly Model[] = catalog.models.flatMap((model) => {
  const endpoints = model.endpoints.filter(({ provider }) => provider in providers);
  return endpoints.length === 0 ? [] : [{ ...model, endpoints }];
});

const offeredById = new Map(offeredModels.map((model) => [model.id, model]));

/** By canonical id, alias or another name. */
export function offeredModel(name: string): Model | undefined {
  return offeredById.get(catalog.findModel(name)?.id ?? '');
}

/** How the provider of an endpoint writes itself. */
export function providerName({ provider }: Pick<Endpoint, 'provider'>): string {
  return providers[provider]?.adapter.name ?? provider;
}

/** Where and how an endpoint runs a model: `global · fp8`. */
export function placeOf({ region, quantization }: Pick<Endpoint, 'region' | 'quantization'>): string {
  return [region ?? 'global', quantization].filter(Boolean).join(' · ');
}
