import type { Modality } from '@modelhub/catalog/types';
import { ModelHubError } from '@modelhub/core/errors';
import type { DecisionRecord, Exclusion, NotTaken, RoutePlan } from '@modelhub/routing/types';
import type { SurfaceName } from '@modelhub/surfaces/types';

type NoPlan = Exclude<RoutePlan, { kind: 'planned' }>;

/** Says why a request can go nowhere: which constraint removed what, and what would be left without which of them. */
export function noRouteError(result: NoPlan, surface: SurfaceName): ModelHubError {
  if (result.kind === 'unknown-model') {
    const nearest = result.nearest.length === 0 ? '' : ` Did you mean ${list(result.nearest, 'or')}?`;
    return new ModelHubError('model_not_found', { message: `The model "${result.name.slice(0, 100)}" does not exist.${nearest}`, param: 'model' });
  }
  const { exclusions, model, parameter } = result;
  const here = exclusions.filter((exclusion) => exclusion !== 'provider_not_configured');
  if (here.length > 0 && here.every((exclusion) => LISTS.has(exclusion))) return notAllowed(model, here, result.decision);
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
  if (here.length > 0 && all(here, 'modality_not_supported')) return cannotTake(result, surface);
  if (exclusions.includes('context_too_long') && !exclusions.includes('modality_not_supported')) {
    const param = PROMPT_FIELDS[surface];
    return new ModelHubError('context_length_exceeded', { message: `${param} is longer than the context of ${model}.`, param });
  }
  if (parameter !== null) {
    return new ModelHubError('unsupported_parameter', {
      message: `No endpoint of ${model} supports ${parameter}, and provider.require_parameters asks for it.`,
      param: parameter,
    });
  }
  return new ModelHubError('invalid_value', {
    message: `No endpoint of ${model} is left. ${whatRemoved(result.decision)}${whatWouldBeLeft(result.decision)}${whoWouldServe(result.notTaken)}`,
    param: 'provider',
  });
}

function cannotTake({ model, notTaken, decision }: Extract<NoPlan, { kind: 'none-left' }>, surface: SurfaceName): ModelHubError {
  const models = decision.requestedModels.length > 1 ? `${model} and the other models do` : `${model} does`;
  const what =
    notTaken === null || notTaken.modalities.length === 0
      ? 'all of this'
      : list(
          notTaken.modalities.map((one) => INPUTS[one]),
          'or',
        );
  return new ModelHubError('invalid_value', { message: `${models} not take ${what}.${whoWouldServe(notTaken)}`, param: PROMPT_FIELDS[surface] });
}

/** The nearest alternative, for a caller who can do with another model. */
function whoWouldServe(notTaken: NotTaken | null): string {
  return notTaken === null || notTaken.otherModels.length === 0 ? '' : ` This request could go to ${list(notTaken.otherModels, 'or')}.`;
}

const INPUTS: Readonly<Record<Modality, string>> = { text: 'text', image: 'images', audio: 'audio', video: 'videos', pdf: 'documents' };

function notAllowed(model: string, exclusions: readonly Exclusion[], decision: DecisionRecord): ModelHubError {
  const isOfModel = exclusions.every((exclusion) => exclusion === 'model_not_allowed' || exclusion === 'organization_model_not_allowed');
  const isOfKey = exclusions.some((exclusion) => exclusion === 'model_not_allowed' || exclusion === 'provider_not_allowed');
  const whose = isOfKey ? 'This API key' : 'The organization of this API key';
  const models = decision.requestedModels.length > 1 ? `${model} or the other models` : model;
  const message = isOfModel ? `${whose} may not use ${models}.` : `${whose} may not use the providers of ${models}. ${whatRemoved(decision)}`;
  return new ModelHubError('model_not_allowed', { message, param: 'model' });
}

/** The nearest alternative, for a caller who can do without a constraint. */
function whatWouldBeLeft({ nearest, policy }: DecisionRecord): string {
  const origin = policy === null ? '' : ` The policy "${policy.name}" has constraints of its own.`;
  if (nearest === null) return origin;
  const { without, endpointIds } = nearest;
  const left = endpointIds.length === 1 ? '1 endpoint' : `${endpointIds.length} endpoints`;
  const names = list(
    without.map((exclusion) => CONSTRAINTS[exclusion] ?? exclusion),
    'and',
  );
  return `${origin} Without ${names} there would be ${left}: ${shownOf(endpointIds)}.`;
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

const LISTS: ReadonlySet<Exclusion> = new Set<Exclusion>([
  'model_not_allowed',
  'provider_not_allowed',
  'organization_model_not_allowed',
  'organization_provider_not_allowed',
]);

/** Constraints by what a caller knows them as. */
const CONSTRAINTS: Readonly<Partial<Record<Exclusion, string>>> = {
  model_not_allowed: 'the list of models of the API key',
  provider_not_allowed: 'the list of providers of the API key',
  organization_model_not_allowed: 'the list of models of the organization',
  organization_provider_not_allowed: 'the list of providers of the organization',
  provider_not_selected: 'provider.only',
  provider_ignored: 'provider.ignore',
  data_may_be_collected: 'provider.data_collection',
  data_may_be_kept: 'provider.zdr',
  quantization_not_selected: 'provider.quantizations',
  region_not_selected: 'provider.regions',
  unsupported_parameter: 'provider.require_parameters',
  too_expensive: 'provider.max_price',
};

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
  provider_not_allowed: 'this API key may not use the provider',
  organization_model_not_allowed: 'the organization may not use the model',
  organization_provider_not_allowed: 'the organization may not use the provider',
  provider_not_configured: 'its provider is not set up here',
  surface_not_supported: 'it does not serve this kind of request',
  endpoint_not_reachable: 'it cannot be called from the region, or with the kind of credential, that is set up here',
  endpoint_disabled: 'it is switched off',
  modality_not_supported: 'the model does not take the pictures, recordings or documents of the request',
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
