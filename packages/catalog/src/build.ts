import { nanoUsdFromDecimal } from '@modelhub/core/money';
import type { EndpointEntry, LabEntries, ModelEntry, PriceEntry, UsdPrices } from './entries.ts';
import type { Endpoint, Model, PriceVersion } from './types.ts';

/** The models of a lab, complete. Throws a RangeError for a price that is not a decimal. */
export function buildModels({ lab, name, models }: LabEntries): Model[] {
  return models.map((entry) => {
    const id = `${lab}/${entry.id}`;
    return {
      id,
      name: entry.name,
      lab,
      description: entry.description ?? describe(entry, name),
      aliases: entry.aliases ?? [],
      releasedAt: entry.releasedAt,
      openWeights: entry.openWeights ?? false,
      kind: entry.kind ?? 'chat',
      input: entry.input ?? ['text'],
      output: entry.output ?? ['text'],
      reasoning: entry.reasoning ?? false,
      toolCalls: entry.toolCalls ?? false,
      structuredOutput: entry.structuredOutput ?? false,
      endpoints: entry.endpoints.map((endpoint) => buildEndpoint(id, entry, endpoint)),
    };
  });
}

function buildEndpoint(model: string, entry: ModelEntry, endpoint: EndpointEntry): Endpoint {
  const id = `${endpoint.provider}/${endpoint.as}`;
  return {
    id,
    model,
    provider: endpoint.provider,
    upstreamModel: endpoint.as,
    contextTokensMax: endpoint.contextTokens,
    outputTokensMax: endpoint.outputTokens,
    supportedParameters: entry.kind === 'embedding' ? EMBEDDING_PARAMETERS : chatParameters(entry, endpoint),
    region: endpoint.region ?? null,
    quantization: endpoint.quantization ?? null,
    status: endpoint.status ?? 'active',
    prices: endpoint.prices.flatMap((price) => buildPrices(id, price)),
  };
}

function buildPrices(endpointId: string, price: PriceEntry): PriceVersion[] {
  if ((price.unit === undefined) !== (price.usd.units === undefined))
    throw new RangeError(`a price of ${endpointId} has a unit without a figure, or the other way round`);
  const perRequestNanoUsd = price.usdPerRequest === undefined ? 0n : nanoUsdFromDecimal(price.usdPerRequest);
  const version = (contextTokensFrom: number, usd: UsdPrices): PriceVersion => ({
    id: `${endpointId}@${price.from}${contextTokensFrom > 0 ? `:>${contextTokensFrom}` : ''}`,
    effectiveFrom: price.from,
    contextTokensFrom,
    serviceTier: 'standard',
    nanoUsdPerMillionTokens: Object.fromEntries(Object.entries(usd).map(([component, text]) => [component, nanoUsdFromDecimal(text)])),
    unit: price.unit ?? null,
    perRequestNanoUsd,
  });
  return [version(0, price.usd), ...Object.entries(price.usdOver ?? {}).map(([from, usd]) => version(Number(from), usd))];
}

const EMBEDDING_PARAMETERS = ['dimensions', 'encoding_format'] as const;

function chatParameters(entry: ModelEntry, { without = [] }: EndpointEntry): string[] {
  return [
    'max_tokens',
    'max_completion_tokens',
    'stop',
    'stream',
    ...(entry.temperature === false ? [] : ['temperature', 'top_p']),
    ...(entry.toolCalls && !without.includes('toolCalls') ? ['tools', 'tool_choice', 'parallel_tool_calls'] : []),
    ...(entry.structuredOutput && !without.includes('structuredOutput') ? ['response_format'] : []),
    ...(entry.reasoning ? ['reasoning_effort'] : []),
  ];
}

/** A sentence of facts, for models about which nobody has written one. */
function describe(entry: ModelEntry, labName: string): string {
  const abilities = [
    ...(entry.reasoning ? ['reasoning'] : []),
    ...(entry.toolCalls ? ['tool calls'] : []),
    ...(entry.input?.includes('image') ? ['images as input'] : []),
    ...(entry.input?.includes('audio') ? ['audio as input'] : []),
  ];
  const what = `${entry.openWeights ? 'Open-weights' : 'Hosted'} ${entry.kind ?? 'chat'} model of ${labName}`;
  if (abilities.length === 0) return `${what}.`;
  return `${what}, with ${abilities.length === 1 ? abilities[0] : `${abilities.slice(0, -1).join(', ')} and ${abilities.at(-1)}`}.`;
}
