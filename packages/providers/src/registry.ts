import { anthropic } from './anthropic/index.ts';
import { openai } from './openai/index.ts';
import type { ProviderAdapter, ProviderConnection } from './types.ts';

interface ProviderEntry {
  readonly adapter: ProviderAdapter;
  /** Used unless `<PROVIDER>_BASE_URL` says otherwise. */
  readonly defaultBaseUrl: string;
  /** What the sandbox's address has to be followed by to be this provider's base URL. */
  readonly sandboxPath: string;
}

export type ProviderId = 'openai' | 'anthropic';

/** Every provider, one line each. `<ID>_API_KEY` and `<ID>_BASE_URL` in the environment belong to it. */
export const PROVIDERS = {
  openai: { adapter: openai, defaultBaseUrl: 'https://api.openai.com/v1', sandboxPath: '/v1' },
  anthropic: { adapter: anthropic, defaultBaseUrl: 'https://api.anthropic.com', sandboxPath: '' },
} as const satisfies Record<ProviderId, ProviderEntry>;

export interface ConfiguredProvider {
  readonly adapter: ProviderAdapter;
  readonly connection: ProviderConnection;
  readonly isSandbox: boolean;
}

export interface ProviderSettings {
  readonly credentials: Readonly<Partial<Record<ProviderId, { readonly apiKey?: string | undefined; readonly baseUrl?: string | undefined }>>>;
  /** Serves every provider while none has a key. */
  readonly sandboxUrl?: string | undefined;
}

/** The providers that can be called: those with a key, or, while no provider has one, all of them in the sandbox. */
export function configuredProviders(settings: ProviderSettings): ReadonlyMap<string, ConfiguredProvider> {
  const configured = new Map<string, ConfiguredProvider>();
  for (const [id, entry] of Object.entries(PROVIDERS) as [ProviderId, ProviderEntry][]) {
    const { apiKey, baseUrl } = settings.credentials[id] ?? {};
    if (apiKey === undefined) continue;
    configured.set(id, { adapter: entry.adapter, connection: { apiKey, baseUrl: withoutSlash(baseUrl ?? entry.defaultBaseUrl) }, isSandbox: false });
  }
  if (configured.size > 0 || settings.sandboxUrl === undefined) return configured;
  const origin = withoutSlash(settings.sandboxUrl);
  for (const [id, entry] of Object.entries(PROVIDERS)) {
    configured.set(id, { adapter: entry.adapter, connection: { apiKey: 'sandbox', baseUrl: origin + entry.sandboxPath }, isSandbox: true });
  }
  return configured;
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
