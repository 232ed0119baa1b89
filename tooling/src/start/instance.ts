import { catalog } from '@modelhub/catalog/catalog';
import type { Model } from '@modelhub/catalog/types';
import { environmentPrefix, findProvider, PROVIDERS } from '@modelhub/providers/registry';
import type { Variables } from './env.ts';

/** What a running instance says of itself in `instance.json`. The file holds a password and a key, so only its owner may read it. */
export interface Instance {
  readonly dashboardUrl: string;
  /** Without `/v1`. */
  readonly gatewayUrl: string;
  readonly apiKey: string;
  readonly user: { readonly email: string; readonly password: string };
  /** As the owner, past row-level security. */
  readonly databaseUrl: string;
  /** Null when everything runs on PostgreSQL alone. */
  readonly redisUrl: string | null;
  readonly stripeApiBase: string;
  /** Null when real providers serve. */
  readonly providerStandInUrl: string | null;
  readonly gatewayMetricsUrl: string;
  /** Health and metrics of the worker. */
  readonly workerUrl: string;
  readonly journalDir: string;
  /** By program; `supervisor` is whoever stops the others. */
  readonly pids: Readonly<Record<string, number>>;
}

/** Small and cheap, for a first request. */
const FAVOURITES = ['openai/gpt-4o-mini', 'anthropic/claude-haiku-4-5'];

/** A model that one of the configured providers serves; in the sandbox any does. */
export function demoModel(variables: Variables): string {
  const chatAt = (isThere: (provider: string) => boolean): readonly Model[] =>
    catalog.models.filter(({ kind, endpoints }) => kind === 'chat' && endpoints.some(({ provider, status }) => status === 'active' && isThere(provider)));
  const chat = chatAt((provider) => provider in PROVIDERS);
  const isSetUp = (provider: string): boolean => {
    const variable = findProvider(provider)?.isOperatorsOwn ? 'MODELS' : 'API_KEY';
    return variables[`${environmentPrefix(provider)}_${variable}`] !== undefined;
  };
  const keyed = chatAt((provider) => provider in PROVIDERS && isSetUp(provider));
  const usable = keyed.length === 0 ? chat : keyed;
  return FAVOURITES.find((favourite) => usable.some(({ id }) => id === favourite)) ?? usable[0]?.id ?? FAVOURITES[0] ?? '';
}
