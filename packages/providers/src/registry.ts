import { alibaba } from './alibaba/index.ts';
import { amazonBedrock } from './amazon-bedrock/index.ts';
import { anthropic } from './anthropic/index.ts';
import { azure } from './azure/index.ts';
import { baseten } from './baseten/index.ts';
import { cerebras } from './cerebras/index.ts';
import { cloudflareWorkersAi } from './cloudflare-workers-ai/index.ts';
import { withoutSlash } from './credential.ts';
import { cohere } from './cohere/index.ts';
import { databricks } from './databricks/index.ts';
import { deepinfra } from './deepinfra/index.ts';
import { deepseek } from './deepseek/index.ts';
import { fireworksAi } from './fireworks-ai/index.ts';
import { google } from './google/index.ts';
import { groq } from './groq/index.ts';
import { minimax } from './minimax/index.ts';
import { mistral } from './mistral/index.ts';
import { moonshotai } from './moonshotai/index.ts';
import { nebius } from './nebius/index.ts';
import { novitaAi } from './novita-ai/index.ts';
import { nvidia } from './nvidia/index.ts';
import { openai } from './openai/index.ts';
import { openrouter } from './openrouter/index.ts';
import { perplexity } from './perplexity/index.ts';
import { scaleway } from './scaleway/index.ts';
import { siliconflow } from './siliconflow/index.ts';
import { togetherai } from './togetherai/index.ts';
import { upstage } from './upstage/index.ts';
import { xai } from './xai/index.ts';
import { zai } from './zai/index.ts';
import type { ProviderAdapter, ProviderConnection, ProviderEntry } from './types.ts';

/** Every provider, one line each. `<ID>_API_KEY` and `<ID>_BASE_URL` in the environment belong to it. */
export const PROVIDERS = {
  openai: { adapter: openai, defaultBaseUrl: 'https://api.openai.com/v1', baseUrlExample: null, sandboxPath: '/v1' },
  anthropic: { adapter: anthropic, defaultBaseUrl: 'https://api.anthropic.com', baseUrlExample: null, sandboxPath: '' },
  'amazon-bedrock': {
    adapter: amazonBedrock,
    defaultBaseUrl: null,
    baseUrlExample: 'https://bedrock-runtime.us-east-1.amazonaws.com',
    sandboxPath: '',
  },
  azure: { adapter: azure, defaultBaseUrl: null, baseUrlExample: 'https://my-resource.services.ai.azure.com', sandboxPath: '' },
  cohere,
  google: {
    adapter: google,
    defaultBaseUrl: 'https://generativelanguage.googleapis.com/v1beta',
    baseUrlExample: null,
    sandboxPath: '/v1beta',
  },
  mistral,
  groq,
  togetherai,
  'fireworks-ai': fireworksAi,
  deepseek,
  xai,
  cerebras,
  deepinfra,
  perplexity,
  moonshotai,
  zai,
  alibaba,
  nvidia,
  baseten,
  'novita-ai': novitaAi,
  nebius,
  siliconflow,
  scaleway,
  upstage,
  minimax,
  'cloudflare-workers-ai': cloudflareWorkersAi,
  databricks,
  openrouter,
} as const satisfies Readonly<Record<string, ProviderEntry>>;

export type ProviderId = keyof typeof PROVIDERS;

/** The provider of that id, which may come from anywhere; undefined where there is none. */
export function findProvider(id: string): ProviderEntry | undefined {
  return Object.hasOwn(PROVIDERS, id) ? PROVIDERS[id as ProviderId] : undefined;
}

/** What the names of a provider's variables begin with: `FIREWORKS_AI` for `fireworks-ai`. */
export function environmentPrefix(providerId: string): string {
  return providerId.toUpperCase().replaceAll('-', '_');
}

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
    const address = baseUrl ?? entry.defaultBaseUrl;
    if (address === null) throw new RangeError(`${environmentPrefix(id)}_BASE_URL is not set: it looks like ${entry.baseUrlExample}`);
    configured.set(id, { adapter: entry.adapter, connection: { apiKey, baseUrl: withoutSlash(address) }, isSandbox: false });
  }
  if (configured.size > 0 || settings.sandboxUrl === undefined) return configured;
  const origin = withoutSlash(settings.sandboxUrl);
  for (const [id, entry] of Object.entries<ProviderEntry>(PROVIDERS)) {
    configured.set(id, {
      adapter: entry.sandboxAdapter ?? entry.adapter,
      connection: { apiKey: 'sandbox', baseUrl: origin + entry.sandboxPath },
      isSandbox: true,
    });
  }
  return configured;
}
