import type { TokenComponent } from '@modelhub/core/token-usage';
import { nanoUsdFromDecimal } from '@modelhub/core/money';
import type { Endpoint, Modality, Model, PriceVersion } from './types.ts';

/** USD per million tokens as decimals in text, so that no figure passes through a float. */
type Prices = Readonly<Partial<Record<TokenComponent, string>>>;

interface ModelEntry {
  /** The provider's own name of the model; the canonical id is `<lab>/<id>`. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly aliases?: readonly string[];
  readonly releasedAt: string;
  readonly status?: 'deprecated';
  readonly contextTokens: number;
  readonly price: Prices;
  /** Other prices for prompts of at least so many tokens. */
  readonly priceFrom?: Readonly<Record<number, Prices>>;
}

interface ChatEntry extends ModelEntry {
  readonly outputTokens: number;
  readonly input: readonly Modality[];
  readonly reasoning?: true;
  readonly toolCalls?: true;
  readonly structuredOutput?: true;
  /** False where the model fixes its temperature. */
  readonly temperature?: false;
}

/** Entry functions for the models that a lab sells itself. */
export function author(origin: { readonly lab: string; readonly provider: string }): {
  chat(entry: ChatEntry): Model;
  embedding(entry: ModelEntry): Model;
} {
  return {
    chat: (entry) => ({
      ...common(entry, origin, { outputTokens: entry.outputTokens, supportedParameters: chatParameters(entry) }),
      kind: 'chat',
      input: entry.input,
      reasoning: entry.reasoning ?? false,
      toolCalls: entry.toolCalls ?? false,
      structuredOutput: entry.structuredOutput ?? false,
    }),
    embedding: (entry) => ({
      ...common(entry, origin, { outputTokens: 0, supportedParameters: ['dimensions', 'encoding_format'] }),
      kind: 'embedding',
      input: ['text'],
      reasoning: false,
      toolCalls: false,
      structuredOutput: false,
    }),
  };
}

function common(
  entry: ModelEntry,
  origin: { readonly lab: string; readonly provider: string },
  limits: { readonly outputTokens: number; readonly supportedParameters: readonly string[] },
): Pick<Model, 'id' | 'name' | 'lab' | 'description' | 'aliases' | 'releasedAt' | 'openWeights' | 'output' | 'endpoints'> {
  const id = `${origin.lab}/${entry.id}`;
  const endpointId = `${origin.provider}/${entry.id}`;
  const endpoint: Endpoint = {
    id: endpointId,
    model: id,
    provider: origin.provider,
    upstreamModel: entry.id,
    contextTokensMax: entry.contextTokens,
    outputTokensMax: limits.outputTokens,
    supportedParameters: limits.supportedParameters,
    region: null,
    status: entry.status ?? 'active',
    prices: [
      priceVersion(endpointId, entry.releasedAt, { from: 0, prices: entry.price }),
      ...Object.entries(entry.priceFrom ?? {}).map(([from, prices]) => priceVersion(endpointId, entry.releasedAt, { from: Number(from), prices })),
    ],
  };
  return {
    id,
    name: entry.name,
    lab: origin.lab,
    description: entry.description,
    aliases: [entry.id, ...(entry.aliases ?? [])],
    releasedAt: entry.releasedAt,
    openWeights: false,
    output: ['text'],
    endpoints: [endpoint],
  };
}

function priceVersion(endpointId: string, effectiveFrom: string, band: { readonly from: number; readonly prices: Prices }): PriceVersion {
  const components = Object.entries(band.prices).map(([component, usd]) => [component, nanoUsdFromDecimal(usd)] as const);
  return {
    id: `${endpointId}@${effectiveFrom}${band.from > 0 ? `:>${band.from}` : ''}`,
    effectiveFrom,
    contextTokensFrom: band.from,
    serviceTier: 'standard',
    nanoUsdPerMillionTokens: Object.fromEntries(components),
    perRequestNanoUsd: 0n,
  };
}

function chatParameters(entry: ChatEntry): string[] {
  return [
    'max_tokens',
    'max_completion_tokens',
    'stop',
    'stream',
    ...(entry.temperature === false ? [] : ['temperature', 'top_p']),
    ...(entry.toolCalls ? ['tools', 'tool_choice', 'parallel_tool_calls'] : []),
    ...(entry.structuredOutput ? ['response_format'] : []),
    ...(entry.reasoning ? ['reasoning_effort'] : []),
  ];
}
