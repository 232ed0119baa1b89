import type { Principal } from '@modelhub/access/principal';
import { ModelHubError } from '@modelhub/core/errors';
import { readPreferences, splitSuffix } from '@modelhub/routing/preferences';
import { matchStep } from '@modelhub/routing/saved/match';
import type { RequestFeatures } from '@modelhub/routing/saved/features';
import type { ChosenPolicy, RoutingPreferences } from '@modelhub/routing/types';
import type { Gateway } from '../gateway.ts';
import { builtIn } from './built-in.ts';
import { heldDefault, policyNamed, usableDefault, type UsablePolicy } from './saved-policies.ts';

/** `model: "policy/<name>"`: the published version of a policy of the organization. */
const POLICY_PREFIX = 'policy/';
/** The default policy of the key or its project, or the one that is built in. */
export const AUTO_MODEL = 'modelhub/auto';

export interface RoutedRequest {
  readonly request: Readonly<Record<string, unknown>> & { readonly model: string };
  readonly features: RequestFeatures;
}

export interface Routing {
  readonly preferences: RoutingPreferences;
  readonly policy: ChosenPolicy | null;
}

/** What a request wants, by itself and by the policy that it names or that holds for its key. Throws the error that names the field at fault. */
export function routingOf(gateway: Gateway, principal: Principal, routed: RoutedRequest): Routing {
  const { request } = routed;
  const { model } = request;
  if (request['models'] !== undefined) refusePolicies(request['models']);
  if (isChosenByPolicy(model)) return bySteps(gateway, principal, routed);
  const held = principal.defaultPolicy === null ? null : heldDefault(gateway, principal);
  if (held === null || held.document.always === null) return { preferences: readPreferences(request), policy: null };
  const { name, version, document } = held;
  return { preferences: readPreferences(request, document.always ?? undefined), policy: { name, version, step: null } };
}

/** Whether a name stands for whatever model a policy chooses. */
export function isChosenByPolicy(model: string): boolean {
  return model.startsWith(POLICY_PREFIX) || model.startsWith(AUTO_MODEL);
}

function bySteps(gateway: Gateway, principal: Principal, { request, features }: RoutedRequest): Routing {
  if (request['models'] != null) {
    throw new ModelHubError('unsupported_parameter', {
      message: `models cannot be set with ${request.model.slice(0, 100)}: the policy names them.`,
      param: 'models',
    });
  }
  const { name, version, document } = policyFor(gateway, principal, splitSuffix(request.model).model);
  const step = matchStep(document, features);
  return { preferences: readPreferences(request, step.preferences), policy: { name, version, step: step.name } };
}

function policyFor(gateway: Gateway, principal: Principal, model: string): UsablePolicy {
  if (model.startsWith(POLICY_PREFIX)) return policyNamed(gateway, principal, model.slice(POLICY_PREFIX.length));
  if (model === AUTO_MODEL) return principal.defaultPolicy === null ? builtIn(gateway, principal) : usableDefault(gateway, principal.defaultPolicy);
  throw new ModelHubError('model_not_found', { message: `The model "${model.slice(0, 100)}" does not exist. Did you mean ${AUTO_MODEL}?`, param: 'model' });
}

/** A policy is a choice of its own, and none of the fallbacks of another. */
function refusePolicies(models: unknown): void {
  const at = Array.isArray(models) ? models.findIndex((name) => typeof name === 'string' && isChosenByPolicy(name)) : -1;
  if (at < 0) return;
  throw new ModelHubError('invalid_value', { message: `models[${at}] is a policy, which can be the model and no fallback.`, param: `models[${at}]` });
}
