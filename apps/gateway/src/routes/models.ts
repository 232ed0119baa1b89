import type { Principal } from '@modelhub/access/principal';
import { catalog } from '@modelhub/catalog/catalog';
import { priceAt } from '@modelhub/catalog/price';
import { figuresOf, qualityOf } from '@modelhub/catalog/quality';
import type { Endpoint, Model, PriceVersion } from '@modelhub/catalog/types';
import { modelRefusedBy, providerRefusedBy } from '@modelhub/core/access-lists';
import { ModelHubError } from '@modelhub/core/errors';
import { decimalFromNanoUsd, priceWithMarkup } from '@modelhub/core/money';
import type { FastifyInstance } from 'fastify';
import type { Gateway } from '../gateway.ts';
import { listedPolicies } from '../policies/listed.ts';
import { authenticate, principalOf } from '../plugins/authenticate.ts';

const ENDPOINTS = '/endpoints';

/** `GET /v1/models`, `/v1/models/{id}` and `/v1/models/{id}/endpoints`: OpenAI's fields, and what a caller wants to know before choosing. */
export function modelRoutes(app: FastifyInstance, gateway: Gateway): void {
  const options = { onRequest: authenticate(gateway) };

  app.get('/v1/models', options, (request, reply) => {
    const principal = principalOf(request);
    const data = catalog.models.filter((model) => isOffered(model, principal, gateway)).map((model) => describe(model, principal, gateway));
    return reply.header('x-request-id', request.id).send({ object: 'list', data: [...data, ...listedPolicies(principal)] });
  });

  app.get<{ Params: { '*': string } }>('/v1/models/*', options, async (request, reply) => {
    const principal = principalOf(request);
    const wantsEndpoints = request.params['*'].endsWith(ENDPOINTS);
    const name = wantsEndpoints ? request.params['*'].slice(0, -ENDPOINTS.length) : request.params['*'];
    const policy = listedPolicies(principal).find((one) => 'id' in one && one.id === name);
    if (policy !== undefined && !wantsEndpoints) return reply.header('x-request-id', request.id).send(policy);
    const model = catalog.findModel(name);
    if (model === undefined || !isOffered(model, principal, gateway)) {
      const nearest = catalog.nearestModels(name, 3).join(', ');
      throw new ModelHubError('model_not_found', { message: `The model "${name.slice(0, 100)}" does not exist. Near to it: ${nearest}.`, param: 'model' });
    }
    const answer = wantsEndpoints ? await describeEndpoints(model, principal, gateway) : describe(model, principal, gateway);
    return reply.header('x-request-id', request.id).send(answer);
  });
}

function isOffered(model: Model, principal: Principal, gateway: Gateway): boolean {
  return modelRefusedBy(principal.accessLists, model.id) === null && offeredEndpoints(model, principal, gateway).length > 0;
}

function describe(model: Model, principal: Principal, gateway: Gateway): object {
  const endpoints = offeredEndpoints(model, principal, gateway);
  return {
    id: model.id,
    object: 'model',
    created: model.releasedAt === null ? 0 : Date.parse(`${model.releasedAt}T00:00:00Z`) / 1_000,
    owned_by: model.lab,
    name: model.name,
    description: model.description,
    aliases: model.aliases,
    kind: model.kind,
    context_length: Math.max(0, ...endpoints.map(({ contextTokensMax }) => contextTokensMax)),
    max_output_tokens: Math.max(0, ...endpoints.map(({ outputTokensMax }) => outputTokensMax)),
    input_modalities: model.input,
    output_modalities: model.output,
    supported_parameters: [...new Set(endpoints.flatMap(({ supportedParameters }) => supportedParameters))],
    quality: describeQuality(model),
    endpoints: endpoints.map((endpoint) => describeEndpoint(endpoint, principal, gateway)),
  };
}

/** How good it is by public benchmarks, and which figures say so; null where there are none. */
function describeQuality({ id }: Model): object | null {
  const score = qualityOf(id);
  return score === null ? null : { score: Math.round(score * 1_000) / 1_000, figures: figuresOf(id) };
}

/** Who serves a model, and how well and how fast they have done it. */
async function describeEndpoints(model: Model, principal: Principal, gateway: Gateway): Promise<object> {
  const endpoints = offeredEndpoints(model, principal, gateway);
  const nowMs = gateway.clock.nowMs();
  const data = await Promise.all(
    endpoints.map(async (endpoint) => {
      const account = gateway.accounts.shared(endpoint.provider);
      const figures = await gateway.figures.of(endpoint, nowMs);
      return {
        id: endpoint.id,
        ...describeEndpoint(endpoint, principal, gateway),
        supported_parameters: endpoint.supportedParameters,
        is_available: !gateway.health.isOpen(account, endpoint.id),
        breaker: gateway.health.stateOf(account, endpoint.id),
        // How near our limits are is ours to know; that they are near explains what becomes of a request.
        headroom: gateway.health.headroom(account, endpoint.id),
        live: gateway.health.view(account, endpoint.id),
        uptime_last_day: figures.uptimeLastDay,
        uptime_last_30_days: figures.uptimeLast30Days,
        latency_ms: figures.latencyMs,
        throughput_tokens_per_second: figures.tokensPerSecond,
        requests_last_day: figures.requestsLastDay,
      };
    }),
  );
  return { object: 'list', model: model.id, data };
}

function offeredEndpoints(model: Model, { accessLists }: Principal, { providers }: Gateway): readonly Endpoint[] {
  return model.endpoints.filter(
    ({ provider, status }) => status !== 'disabled' && providers.has(provider) && providerRefusedBy(accessLists, provider) === null,
  );
}

function describeEndpoint(endpoint: Endpoint, principal: Principal, gateway: Gateway): object {
  const { dataPolicy } = endpoint;
  const price = priceAt(endpoint, { atMs: gateway.clock.nowMs(), promptTokens: 0 });
  return {
    provider: endpoint.provider,
    region: endpoint.region,
    quantization: endpoint.quantization,
    status: endpoint.status,
    deprecated_at: endpoint.deprecatedAt,
    data_policy: { training: dataPolicy.training, retention_days: dataPolicy.retentionDays },
    context_length: endpoint.contextTokensMax,
    max_output_tokens: endpoint.outputTokensMax,
    pricing: pricing(price, principal),
    // What `pricing.units` is the price of a million of.
    unit: price?.unit ?? null,
    service_tiers: tierPricing(endpoint, principal, gateway),
  };
}

/** The same for tiers that have prices of their own, by tier. */
function tierPricing(endpoint: Endpoint, principal: Principal, gateway: Gateway): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const tiers = [...new Set(endpoint.prices.map(({ serviceTier }) => serviceTier))].filter((tier) => tier !== 'standard');
  return Object.fromEntries(
    tiers.map((serviceTier) => [serviceTier, pricing(priceAt(endpoint, { atMs: gateway.clock.nowMs(), promptTokens: 0, serviceTier }), principal)]),
  );
}

/** What this caller pays, in USD per million tokens or units, as decimals in text. */
function pricing(price: PriceVersion | undefined, principal: Principal): Readonly<Record<string, string>> {
  const prices = price?.nanoUsdPerMillionTokens ?? {};
  return Object.fromEntries(
    Object.entries(prices).map(([component, listed]) => [snakeCase(component), decimalFromNanoUsd(priceWithMarkup(listed, principal.markupBasisPoints))]),
  );
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z0-9]+/g, (part) => `_${part.toLowerCase()}`);
}
