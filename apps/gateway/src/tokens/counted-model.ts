import type { Principal } from '@modelhub/access/principal';
import { catalog } from '@modelhub/catalog/catalog';
import type { Model } from '@modelhub/catalog/types';
import { ModelHubError } from '@modelhub/core/errors';
import { conversationFeatures } from '@modelhub/surfaces/features';
import type { ConversationRequest, ConversationSurface } from '@modelhub/surfaces/types';
import type { Gateway } from '../gateway.ts';
import { isChosenByPolicy, routingOf } from '../policies/routing-of.ts';

/** The model for which tokens are counted: of a policy, the first of the step that the request would take. Throws a 404 with the nearest names. */
export function countedModel(
  gateway: Gateway,
  principal: Principal,
  { surface, request }: { readonly surface: ConversationSurface; readonly request: ConversationRequest },
): Model {
  const name = isChosenByPolicy(request.model) ? firstOfStep(gateway, principal, { surface, request }) : request.model;
  const model = catalog.findModel(name);
  if (model !== undefined) return model;
  const nearest = catalog.nearestModels(name, 3).join(', ');
  throw new ModelHubError('model_not_found', { message: `The model "${name.slice(0, 100)}" does not exist. Near to it: ${nearest}.`, param: 'model' });
}

function firstOfStep(
  gateway: Gateway,
  principal: Principal,
  { surface, request }: { readonly surface: ConversationSurface; readonly request: ConversationRequest },
): string {
  const features = conversationFeatures(request, {
    surface: surface.name,
    promptTokens: surface.promptTokens(request),
    outputTokensMax: surface.outputTokensLimit(request),
  });
  return routingOf(gateway, principal, { request, features }).preferences.models[0] ?? request.model;
}
