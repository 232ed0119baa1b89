import { alibaba } from './alibaba/index.ts';
import { amazonBedrock } from './amazon-bedrock/index.ts';
import { anthropic } from './anthropic/index.ts';
import { azure } from './azure/index.ts';
import { baseten } from './baseten/index.ts';
import { cerebras } from './cerebras/index.ts';
import { cloudflareWorkersAi } from './cloudflare-workers-ai/index.ts';
import { cohere } from './cohere/index.ts';
import { connectionOf, credentialFieldsOf, defaultAddressOf, withoutSlash } from './credential.ts';
import { custom } from './custom/index.ts';
import { databricks } from './databricks/index.ts';
import { deepinfra } from './deepinfra/index.ts';
import { deepseek } from './deepseek/index.ts';
import { fireworksAi } from './fireworks-ai/index.ts';
import { google } from './google/index.ts';
import { googleVertex } from './google-vertex/index.ts';
import { groq } from './groq/index.ts';
import { minimax } from './minimax/index.ts';
import { mistral } from './mistral/index.ts';
import { moonshotai } from './moonshotai/index.ts';
import { nebius } from './nebius/index.ts';
import { novitaAi } from './novita-ai/index.ts';
import { nvidia } from './nvidia/index.ts';
import { ollama } from './ollama/index.ts';
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
  'amazon-bedrock': amazonBedrock,
  azure,
  cohere,
  google: {
    adapter: google,
    defaultBaseUrl: 'https://generativelanguage.googleapis.com/v1beta',
    baseUrlExample: null,
    sandboxPath: '/v1beta',
  },
  'google-vertex': googleVertex,
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
  ollama,
  custom,
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

/** The variable of a field of a provider's credential: `AMAZON_BEDROCK_ACCESS_KEY_ID` for its `accessKeyId`. */
export function credentialVariable(providerId: string, field: string): string {
  return `${environmentPrefix(providerId)}_${field.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

export interface ConfiguredProvider {
  readonly adapter: ProviderAdapter;
  readonly connection: ProviderConnection;
  readonly isSandbox: boolean;
}

/** A credential by the names of its fields, and an address that is not the provider's own. */
export type ProviderCredentials = Readonly<Record<string, string | undefined>> & { readonly baseUrl?: string | undefined };

/** Whether anything is there that proves who we are. */
export function hasSecret(entry: ProviderEntry, credentials: ProviderCredentials): boolean {
  return credentialFieldsOf(entry).some(({ name, isSecret }) => isSecret && credentials[name] !== undefined);
}

export interface ProviderSettings {
  readonly credentials: Readonly<Partial<Record<ProviderId, ProviderCredentials>>>;
  /** Serves every provider while none has a key. */
  readonly sandboxUrl?: string | undefined;
}

/** Whether a provider is meant to be called: by its key, or, where none is needed, by its address. */
export function isSetUp(entry: ProviderEntry, credentials: ProviderCredentials): boolean {
  return hasSecret(entry, credentials) || (entry.isOperatorsOwn === true && credentials.baseUrl !== undefined);
}

/** Where each provider is for whoever brings a key without an address: what the operator says, else its own. Not those that are elsewhere for everybody. */
export function providerAddresses(settings: ProviderSettings): ReadonlyMap<string, string> {
  const addresses = new Map<string, string>();
  for (const [id, entry] of Object.entries(PROVIDERS) as [ProviderId, ProviderEntry][]) {
    const address = settings.credentials[id]?.baseUrl ?? defaultAddressOf(entry, {});
    if (address !== null) addresses.set(id, withoutSlash(address));
  }
  return addresses;
}

/** The providers that can be called: those with a key, or, while no provider has one, all of them in the sandbox. */
export function configuredProviders(settings: ProviderSettings): ReadonlyMap<string, ConfiguredProvider> {
  const configured = new Map<string, ConfiguredProvider>();
  for (const [id, entry] of Object.entries(PROVIDERS) as [ProviderId, ProviderEntry][]) {
    const { baseUrl, ...fields } = settings.credentials[id] ?? {};
    if (!isSetUp(entry, { ...fields, baseUrl })) continue;
    const address = baseUrl ?? defaultAddressOf(entry, fields);
    if (address === null) throw new RangeError(`${environmentPrefix(id)}_BASE_URL is not set: it looks like ${entry.baseUrlExample}`);
    const values = Object.fromEntries(Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined));
    configured.set(id, { adapter: entry.adapter, connection: connectionOf(values, address), isSandbox: false });
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
