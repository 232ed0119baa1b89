import type { ProviderEntry } from '../types.ts';
import { openaiCompatible, type OpenAIDialect } from './index.ts';

interface PresetOptions extends OpenAIDialect {
  /** Absent where every customer of the provider has an address of their own. */
  readonly baseUrl?: string;
  /** How that address looks. */
  readonly baseUrlExample?: string;
}

/** The registry's entry of a provider that speaks OpenAI's dialect: its address, and what it does otherwise than OpenAI. */
export function preset({ baseUrl, baseUrlExample, ...dialect }: PresetOptions): ProviderEntry {
  const { id, name, operations } = dialect;
  return {
    adapter: openaiCompatible(dialect),
    sandboxAdapter: openaiCompatible({ id, name, ...(operations === undefined ? {} : { operations }) }),
    defaultBaseUrl: baseUrl ?? null,
    baseUrlExample: baseUrl ?? baseUrlExample ?? null,
    sandboxPath: '/v1',
  };
}
