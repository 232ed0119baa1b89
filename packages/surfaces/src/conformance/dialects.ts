import { catalog } from '@modelhub/catalog/catalog';
import type { Endpoint } from '@modelhub/catalog/types';
import { findProvider } from '@modelhub/providers/registry';
import type { ProviderAdapter } from '@modelhub/providers/types';

/** A provider's dialect, and models that stand for what it can do: of several the most able one counts. */
export interface DialectColumn {
  readonly id: string;
  readonly name: string;
  readonly adapter: ProviderAdapter;
  readonly endpoints: readonly Endpoint[];
}

interface Column {
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  /** Upstream names of models, by what they begin with. */
  readonly models: readonly string[];
}

const COLUMNS: readonly Column[] = [
  { id: 'openai', name: 'OpenAI', provider: 'openai', models: ['gpt-4o', 'gpt-5-mini', 'gpt-3.5-turbo-instruct'] },
  { id: 'azure', name: 'Azure', provider: 'azure', models: ['gpt-4o', 'gpt-5-mini'] },
  { id: 'compatible', name: 'OpenAI-compatible', provider: 'togetherai', models: [''] },
  { id: 'anthropic', name: 'Anthropic', provider: 'anthropic', models: ['claude-sonnet-4-5', 'claude-opus-4-1', 'claude-3-5-sonnet'] },
  { id: 'google', name: 'Gemini', provider: 'google', models: ['gemini-2.5-flash', 'gemini-3'] },
  { id: 'vertex-gemini', name: 'Vertex AI (Gemini)', provider: 'google-vertex', models: ['gemini-2.5-flash', 'gemini-3'] },
  { id: 'vertex-claude', name: 'Vertex AI (Claude)', provider: 'google-vertex', models: ['claude-sonnet-4-5', 'claude-opus-4-1'] },
  {
    id: 'amazon-bedrock',
    name: 'Amazon Bedrock',
    provider: 'amazon-bedrock',
    models: ['anthropic.claude-sonnet-4-5', 'us.anthropic.claude-sonnet-4-5', 'amazon.nova-pro', 'meta.llama3-1-70b'],
  },
  { id: 'cohere', name: 'Cohere', provider: 'cohere', models: ['command-a-03', 'command-a-reasoning', 'command-a-vision'] },
  { id: 'ollama', name: 'Ollama', provider: 'ollama', models: ['qwen3'] },
];

const ANY_ENDPOINT = catalog.findEndpoint('openai/gpt-4o') as Endpoint;

/** The dialects of providers that are registered. */
export function dialectColumns(): readonly DialectColumn[] {
  return COLUMNS.flatMap(({ provider, models, ...column }) => {
    const entry = findProvider(provider);
    if (entry === undefined) return [];
    const served = catalog.models
      .flatMap(({ endpoints, kind }) => (kind === 'chat' || kind === 'completion' ? endpoints : []))
      .filter((endpoint) => endpoint.provider === provider);
    // What an operator runs is in no catalog: a model of that name stands for it.
    if (served.length === 0)
      return [{ ...column, adapter: entry.adapter, endpoints: models.map((upstreamModel) => ({ ...ANY_ENDPOINT, provider, upstreamModel })) }];
    const endpoints = models.flatMap((start) => served.filter(({ upstreamModel }) => upstreamModel.startsWith(start)).slice(0, start === '' ? 5 : 1));
    return endpoints.length === 0 ? [] : [{ ...column, adapter: entry.adapter, endpoints }];
  });
}
