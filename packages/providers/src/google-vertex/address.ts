import { ModelHubError } from '@modelhub/core/errors';
import type { Endpoint } from '@modelhub/catalog/types';
import type { ProviderConnection } from '../types.ts';

const GLOBAL = 'global';
/** Locations that stand for a continent have hosts of their own (`@google/genai` 3.1.0, "MULTI_REGIONAL_LOCATIONS"). */
const MULTI_REGIONS: ReadonlySet<string> = new Set(['us', 'eu']);
const LOCATION = /^[a-z0-9-]+$/;

/** The host of a location; null where it is none. */
export function addressOf(values: Readonly<Record<string, string | undefined>>): string | null {
  const location = locationOf(values);
  if (!LOCATION.test(location)) return null;
  if (location === GLOBAL) return 'https://aiplatform.googleapis.com/v1';
  return MULTI_REGIONS.has(location) ? `https://aiplatform.${location}.rep.googleapis.com/v1` : `https://${location}-aiplatform.googleapis.com/v1`;
}

/**
 * What stands before the publisher of a model: the project and its location. Nothing, where the base URL names them already, and in express mode, whose keys
 * know their project.
 */
export function projectPath({ baseUrl, extra = {} }: ProviderConnection): string {
  const { project = '' } = extra;
  if (project === '' || baseUrl.includes('/projects/')) return '';
  return `/projects/${encodeURIComponent(project)}/locations/${encodeURIComponent(locationOf(extra))}`;
}

function locationOf({ location = '' }: Readonly<Record<string, string | undefined>>): string {
  return location === '' ? GLOBAL : location;
}

/** Keys of express mode are API keys; everything else is a token. A service account itself is never sent: it holds a private key. */
export function authorization({ apiKey }: ProviderConnection): string[] {
  if (apiKey.trimStart().startsWith('{')) {
    throw new ModelHubError('provider_unavailable', {
      message: 'Google Vertex AI is not available at the moment.',
      detail: 'a service account was not exchanged for a token',
    });
  }
  return /^(AIza|AQ\.)/.test(apiKey) ? ['x-goog-api-key', apiKey] : ['authorization', `Bearer ${apiKey}`];
}

/** Claude is served in Anthropic's dialect. */
export function isClaude({ upstreamModel }: Endpoint): boolean {
  return upstreamModel.startsWith('claude-');
}

/** Open models are served in OpenAI's dialect, and named with their publisher: `openai/gpt-oss-120b-maas`. */
export function isOpenModel({ upstreamModel }: Endpoint): boolean {
  return upstreamModel.includes('/');
}
