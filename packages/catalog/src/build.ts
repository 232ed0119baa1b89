import { nanoUsdFromDecimal } from '@modelhub/core/money';
import type { EndpointEntry, LabEntries, ModelEntry, PriceEntry, UsdPrices } from './entries.ts';
import { dataPolicyOf } from './facts/data-policies.ts';
import { DEPRECATED_AT, isSwitchedOff } from './facts/deprecations.ts';
import { RESPONSES_ONLY } from './facts/responses-only.ts';
import { SERVICE_TIERS, TIERS_FROM } from './facts/service-tiers.ts';
import { supportedParameters } from './supported-parameters.ts';
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
      isInputKnown: entry.inputUnknown !== true,
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
  const deprecatedAt = DEPRECATED_AT.get(id) ?? null;
  return {
    id,
    model,
    provider: endpoint.provider,
    upstreamModel: endpoint.as,
    contextTokensMax: endpoint.contextTokens,
    outputTokensMax: endpoint.outputTokens,
    supportedParameters: supportedParameters(entry, endpoint),
    region: endpoint.region ?? null,
    quantization: endpoint.quantization ?? null,
    status: statusOf(entry, endpoint, deprecatedAt),
    deprecatedAt,
    dataPolicy: { ...dataPolicyOf(endpoint.provider), ...endpoint.dataPolicy },
    responsesOnly: RESPONSES_ONLY.has(id),
    translatesAudio: endpoint.translatesAudio ?? false,
    prices: [...endpoint.prices.flatMap((price) => buildPrices(id, price)), ...buildTierPrices(id)],
  };
}

/**
 * AWS serves a model for which it has inference profiles through these alone: the bare id is answered with "Invocation of model ID … with on-demand
 * throughput isn't supported. Retry your request with the ID or ARN of an inference profile" (Amazon Bedrock, "Inference profiles").
 */
function statusOf(entry: ModelEntry, endpoint: EndpointEntry, deprecatedAt: string | null): Endpoint['status'] {
  if (endpoint.status !== undefined) return endpoint.status;
  const isBareId = endpoint.provider === 'amazon-bedrock' && endpoint.region === undefined;
  if (isBareId && entry.endpoints.some(({ provider, region }) => provider === 'amazon-bedrock' && region !== undefined)) return 'disabled';
  return isSwitchedOff(deprecatedAt) ? 'deprecated' : 'active';
}

function buildPrices(endpointId: string, price: PriceEntry, serviceTier: PriceVersion['serviceTier'] = 'standard'): PriceVersion[] {
  const { unit = null } = price;
  if ((unit === null) !== (price.usd.units === undefined))
    throw new RangeError(`a price of ${endpointId} has a unit and no figure for it, or the other way round`);
  const tier = serviceTier === 'standard' ? '' : `:${serviceTier}`;
  const version = (contextTokensFrom: number, usd: UsdPrices): PriceVersion => ({
    id: `${endpointId}@${price.from}${tier}${contextTokensFrom > 0 ? `:>${contextTokensFrom}` : ''}`,
    effectiveFrom: price.from,
    contextTokensFrom,
    serviceTier,
    nanoUsdPerMillionTokens: nanoUsd(usd),
    unit,
    perRequestNanoUsd: price.usdPerRequest === undefined ? 0n : nanoUsdFromDecimal(price.usdPerRequest),
  });
  return [version(0, price.usd), ...Object.entries(price.usdOver ?? {}).map(([from, usd]) => version(Number(from), usd))];
}

function buildTierPrices(endpointId: string): PriceVersion[] {
  return Object.entries(SERVICE_TIERS[endpointId] ?? {}).flatMap(([tier, price]) =>
    buildPrices(endpointId, { ...price, from: TIERS_FROM }, tier as PriceVersion['serviceTier']),
  );
}

function nanoUsd(usd: UsdPrices): PriceVersion['nanoUsdPerMillionTokens'] {
  return Object.fromEntries(Object.entries(usd).map(([component, text]) => [component, nanoUsdFromDecimal(text)]));
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
