import type { Principal } from '@modelhub/access/principal';
import { ModelHubError } from '@modelhub/core/errors';
import type { Endpoint } from '@modelhub/catalog/types';
import type { SurfaceCall, SurfaceName } from '@modelhub/surfaces/types';
import { planRoute } from '@modelhub/routing/plan';
import { readPreferences } from '@modelhub/routing/preferences';
import type { DecisionRecord, EndpointHealth, Exclusion, RoutePlan as RoutingResult, RoutingContext } from '@modelhub/routing/types';
import { targetsOf, type Target } from '../accounts/targets.ts';
import type { Gateway } from '../gateway.ts';
import { withDecision } from './route-notes.ts';

/** Fields that every endpoint understands, or that are ours. */
const ALWAYS_SUPPORTED = new Set(['model', 'messages', 'stream', 'stream_options', 'models', 'provider', 'user', 'metadata', 'store', 'n']);

const NO_PROVIDERS: ReadonlySet<string> = new Set();

export interface RoutePlan {
  /** Endpoints to try, in order, and on which account; at least one. */
  readonly candidates: readonly [Target, ...Target[]];
  readonly decision: DecisionRecord;
}

/** Where the request can go. Throws the error that says why it can go nowhere. */
export function planRequest(gateway: Gateway, principal: Principal, { call, atMs }: { readonly call: SurfaceCall; readonly atMs: number }): RoutePlan {
  const { request, promptTokens, contextTokens } = call;
  const preferences = readPreferences(request);
  const ownProviders = principal.ownCredentials.length === 0 ? NO_PROVIDERS : new Set(principal.ownCredentials.map(({ provider }) => provider));
  const { providers } = gateway;
  const serviceTier = request['service_tier'];
  const context: RoutingContext = {
    atMs,
    seed: Math.floor(Math.random() * 2 ** 32),
    promptTokens,
    contextTokens,
    providers: ownProviders.size === 0 ? providers : { has: (id) => providers.has(id) || ownProviders.has(id) },
    ownProviders,
    allowedModels: principal.allowedModels,
    health: healthFor(gateway, principal),
    canServe: (endpoint, model) => call.kinds.includes(model.kind) && canServe(gateway, principal, { call, endpoint }),
    isReachable: (endpoint) => gateway.accounts.reaches(principal, endpoint),
    parameters: preferences.requireParameters ? Object.keys(request).filter((field) => !ALWAYS_SUPPORTED.has(field)) : [],
  };
  // Few requests name a tier, and all of them pay for a spread.
  const result = planRoute(preferences, typeof serviceTier === 'string' ? { ...context, serviceTier } : context);
  if (result.kind === 'none-left') throw withDecision(explain(result, call.surface), result.decision);
  if (result.kind !== 'planned') throw explain(result, call.surface);
  const candidates = targetsOf(gateway.accounts, principal, result.candidates);
  if (!isNotEmpty(candidates)) throw new Error('a plan without candidates');
  return { candidates, decision: result.decision };
}

function isNotEmpty(targets: readonly Target[]): targets is readonly [Target, ...Target[]] {
  return targets.length > 0;
}

/** Endpoints as this customer would be served: on its own account where it has one. */
function healthFor({ health, accounts }: Gateway, principal: Principal): EndpointHealth {
  return {
    isOpen: ({ id, provider }) => health.isOpen(accounts.first(principal, provider), id),
    latencyMs: ({ id, provider }, share) => health.latencyMs(accounts.shared(provider), id, share),
    throughput: ({ id, provider }, share) => health.throughput(accounts.shared(provider), id, share),
    cost: ({ id, provider }) => health.cost(accounts.first(principal, provider), id),
  };
}

type NoPlan = Exclude<RoutingResult, { kind: 'planned' }>;

function canServe(gateway: Gateway, principal: Principal, { call, endpoint }: { readonly call: SurfaceCall; readonly endpoint: Endpoint }): boolean {
  const account = gateway.accounts.first(principal, endpoint.provider);
  return account !== undefined && call.canBeServedBy(account.adapter);
}

function explain(result: NoPlan, surface: SurfaceName): ModelHubError {
  if (result.kind === 'unknown-model') {
    const nearest = result.nearest.length === 0 ? '' : ` Did you mean ${list(result.nearest, 'or')}?`;
    return new ModelHubError('model_not_found', { message: `The model "${result.name.slice(0, 100)}" does not exist.${nearest}`, param: 'model' });
  }
  const { exclusions, model, parameter } = result;
  if (all(exclusions, 'model_not_allowed')) {
    return new ModelHubError('model_not_allowed', { message: `This API key may not use ${model}.`, param: 'model' });
  }
  if (
    exclusions.every((exclusion) => exclusion === 'surface_not_supported' || exclusion === 'provider_not_configured') &&
    exclusions.includes('surface_not_supported')
  ) {
    return new ModelHubError('invalid_value', { message: `${model} cannot be used here: it does not serve ${surface}.`, param: 'model' });
  }
  if (exclusions.includes('endpoint_not_reachable') && exclusions.every((exclusion) => NOT_SET_UP.has(exclusion))) {
    return new ModelHubError('provider_unavailable', {
      message: `No provider of ${model} is set up here in a way that reaches it: ${REASONS.endpoint_not_reachable}.`,
      shouldRetry: false,
    });
  }
  if (all(exclusions, 'provider_not_configured')) {
    return new ModelHubError('provider_unavailable', { message: `No provider of ${model} is set up here.`, shouldRetry: false });
  }
  if (exclusions.includes('context_too_long')) {
    const param = PROMPT_FIELDS[surface];
    return new ModelHubError('context_length_exceeded', { message: `${param} is longer than the context of ${model}.`, param });
  }
  if (parameter !== null) {
    return new ModelHubError('unsupported_parameter', {
      message: `No endpoint of ${model} supports ${parameter}, and provider.require_parameters asks for it.`,
      param: parameter,
    });
  }
  return new ModelHubError('invalid_value', { message: `No endpoint of ${model} is left. ${whatRemoved(result.decision)}`, param: 'provider' });
}

/** Each constraint with the providers that it removed; those that are not set up here only where there are no others. */
function whatRemoved({ considered }: DecisionRecord): string {
  const providers = new Map<Exclusion, Set<string>>();
  for (const { endpointId, excluded } of considered) {
    if (excluded === null) continue;
    const removed = providers.get(excluded) ?? new Set();
    providers.set(excluded, removed.add(endpointId.slice(0, endpointId.indexOf('/'))));
  }
  if (providers.size > 1) providers.delete('provider_not_configured');
  return [...providers].map(([exclusion, names]) => `${shownOf([...names])}: ${REASONS[exclusion]}.`).join(' ');
}

function shownOf(names: readonly string[]): string {
  const more = names.length - PROVIDERS_SHOWN;
  return list(more > 0 ? [...names.slice(0, PROVIDERS_SHOWN), `${more} more`] : names, 'and');
}

const PROVIDERS_SHOWN = 5;

/** What somebody else could set up otherwise. */
const NOT_SET_UP: ReadonlySet<Exclusion> = new Set<Exclusion>(['endpoint_not_reachable', 'endpoint_disabled', 'provider_not_configured']);

/** What is too long, by what it is called where it was sent. */
const PROMPT_FIELDS: Readonly<Record<SurfaceName, string>> = {
  'chat.completions': 'messages',
  responses: 'input',
  messages: 'messages',
  completions: 'prompt',
  embeddings: 'input',
  moderations: 'input',
  rerank: 'documents',
  'images.generations': 'prompt',
  'images.edits': 'prompt',
  'audio.speech': 'input',
  'audio.transcriptions': 'file',
  'audio.translations': 'file',
};

const REASONS: Readonly<Record<Exclusion, string>> = {
  model_not_allowed: 'this API key may not use the model',
  provider_not_configured: 'its provider is not set up here',
  surface_not_supported: 'it does not serve this kind of request',
  endpoint_not_reachable: 'it cannot be called from the region, or with the kind of credential, that is set up here',
  endpoint_disabled: 'it is switched off',
  provider_not_selected: 'provider.only leaves its provider out',
  provider_ignored: 'provider.ignore names its provider',
  data_may_be_collected: 'provider.data_collection is deny, and it may train on what it is sent or does not say',
  data_may_be_kept: 'provider.zdr asks that nothing is kept, and it keeps it or does not say',
  quantization_not_selected: 'provider.quantizations leaves its precision out',
  region_not_selected: 'provider.regions leaves its region out, or it has none of its own',
  unsupported_parameter: 'it lacks a parameter that provider.require_parameters asks for',
  context_too_long: 'what is asked is longer than its context',
  too_expensive: 'it costs more than provider.max_price',
  fallback_too_expensive: 'it costs too much for a fallback',
};

function all(exclusions: readonly Exclusion[], one: Exclusion): boolean {
  return exclusions.length > 0 && exclusions.every((exclusion) => exclusion === one);
}

function list(items: readonly string[], word: 'and' | 'or'): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)}`;
}
