import type { Endpoint } from '@modelhub/catalog/types';
import { escapeSegment } from '../amazon-bedrock/signature.ts';
import type { ProviderConnection } from '../types.ts';

/** The last version of Foundry's own API, which models of other labs had before the v1 API took them in (learn.microsoft.com, "Model inference API"). */
const MODELS_API_VERSION = '2024-05-01-preview';

/** Models of OpenAI's: in the older API each of their deployments has an address of its own. */
export function isOpenAIModel({ model }: Endpoint): boolean {
  return model.startsWith('openai/');
}

export function isClaude({ model }: Endpoint): boolean {
  return model.startsWith('anthropic/');
}

/**
 * What the model is called in the customer's resource. Deployments are usually named after their models; those that are not stand in a list,
 * `gpt-4o=my-gpt4o,gpt-4.1=another`.
 */
export function deploymentOf({ upstreamModel, model }: Endpoint, { extra }: ProviderConnection): string {
  const list = extra?.['deployments'] ?? '';
  for (const pair of list.split(',')) {
    const at = pair.indexOf('=');
    const name = pair.slice(0, at).trim();
    const deployment = pair.slice(at + 1).trim();
    if (at > 0 && deployment !== '' && (name === upstreamModel || name === model)) return deployment;
  }
  return upstreamModel;
}

/** People paste the base URL with the beginning of the API's path as well: `…/openai`, `…/openai/v1`. */
function givenPath({ baseUrl }: ProviderConnection): string {
  return new URL(baseUrl).pathname.replace(/\/+$/, '');
}

export function isBelowOpenAI(connection: ProviderConnection): boolean {
  return /\/openai(\/v1)?$/.test(givenPath(connection));
}

/**
 * Where an operation is, below the base URL. The v1 API needs no version; with one, it is the older API, in which deployments have addresses of their own.
 */
export function pathOf(operation: string, endpoint: Endpoint, connection: ProviderConnection): string {
  const given = givenPath(connection);
  const version = apiVersionOf(connection);
  if (version === null) return (given.endsWith('/openai/v1') ? '' : given.endsWith('/openai') ? '/v1' : '/openai/v1') + operation;
  if (!isOpenAIModel(endpoint)) return `/models${operation}?api-version=${MODELS_API_VERSION}`;
  const root = given.endsWith('/openai') ? '' : '/openai';
  return `${root}/deployments/${escapeSegment(deploymentOf(endpoint, connection))}${operation}?api-version=${encodeURIComponent(version)}`;
}

/** A dated version of the older API; null for the v1 API. */
export function apiVersionOf({ extra }: ProviderConnection): string | null {
  const version = extra?.['apiVersion'] ?? '';
  return version === '' || version === 'v1' ? null : version;
}
