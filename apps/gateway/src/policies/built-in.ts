import type { Principal } from '@modelhub/access/principal';
import type { Endpoint } from '@modelhub/catalog/types';
import { modelRefusedBy, providerRefusedBy } from '@modelhub/core/access-lists';
import { ModelHubError } from '@modelhub/core/errors';
import { autoDocument } from '@modelhub/routing/saved/auto';
import type { PolicyDocument } from '@modelhub/routing/saved/document';
import type { Gateway } from '../gateway.ts';
import type { UsablePolicy } from './saved-policies.ts';

/** Made once for as long as a tenant is kept: half a minute, or until something of it changes. */
const documents = new WeakMap<Principal, PolicyDocument | null>();

/** `modelhub/auto` for a key without a default policy: chosen from the models that this key may use and that can be called for it. */
export function builtIn(gateway: Gateway, principal: Principal): UsablePolicy {
  let document = documents.get(principal);
  if (document === undefined) {
    document = autoDocument((endpoint) => canBeCalled(gateway, principal, endpoint), gateway.clock.nowMs());
    documents.set(principal, document);
  }
  if (document === null) {
    throw new ModelHubError('provider_unavailable', { message: 'There is no model for conversations here that this API key may use.', shouldRetry: false });
  }
  return { name: 'modelhub/auto', version: null, document };
}

function canBeCalled({ accounts }: Gateway, principal: Principal, endpoint: Endpoint): boolean {
  const { accessLists } = principal;
  if (endpoint.status === 'disabled' || accounts.first(principal, endpoint.provider) === undefined) return false;
  return (
    modelRefusedBy(accessLists, endpoint.model) === null && providerRefusedBy(accessLists, endpoint.provider) === null && accounts.reaches(principal, endpoint)
  );
}
