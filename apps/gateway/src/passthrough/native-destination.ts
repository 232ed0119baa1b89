import type { Principal } from '@modelhub/access/principal';
import { isWellFormedApiKey } from '@modelhub/access/api-key';
import { providerRefusedBy } from '@modelhub/core/access-lists';
import { ModelHubError } from '@modelhub/core/errors';
import { nativeRoot, type NativeApi } from '@modelhub/providers/passthrough/native-api';
import type { IncomingHttpHeaders } from 'node:http';
import { unusableKeyFailure } from '../accounts/own-key-failure.ts';
import type { Gateway } from '../gateway.ts';
import { heldDefault } from '../policies/saved-policies.ts';
import type { Destination } from '../upstream/upstreams.ts';

/** Where a native request goes, and as whom. */
export interface NativeDestination extends Destination {
  /** Headers that prove who asks, of a key that is stored here. */
  readonly authorization: readonly (readonly [name: string, value: string])[];
  /** The caller sends a key of the provider itself: it goes on in these headers. */
  readonly keyHeaders: readonly string[];
}

/**
 * With `x-modelhub-key` the provider's own header is the caller's to use; else the organization's stored key goes in. Never one of ours. Throws a 403 where
 * there is neither.
 */
export function nativeDestination(
  gateway: Gateway,
  api: NativeApi,
  { principal, headers, query }: { readonly principal: Principal; readonly headers: IncomingHttpHeaders; readonly query: string },
): NativeDestination {
  refuseWhatIsRestricted(gateway, principal, api.providerId);
  const callersKey = headers['x-modelhub-key'] === undefined ? [] : api.keyHeaders.filter((name) => isCallersKey(headers[name]));
  const isInQuery = api.keyParameter !== null && headers['x-modelhub-key'] !== undefined && new URLSearchParams(query).has(api.keyParameter);
  const address = gateway.accounts.addressOf(api.providerId);
  if (address !== undefined && (callersKey.length > 0 || isInQuery)) {
    return { baseUrl: nativeRoot(address), isCustomAddress: false, authorization: [], keyHeaders: callersKey };
  }
  const [account] = gateway.accounts.own(principal, api.providerId);
  if (account === undefined || account.own === null) {
    throw new ModelHubError('permission_denied', {
      message: `Requests here run on a key of your own for ${api.providerId}: add one under Settings, Provider keys, or send it in the provider's own header and your ModelHub key in x-modelhub-key.`,
    });
  }
  const { connection, isCustomAddress } = account;
  if (connection === null) throw unusableKeyFailure(account.adapter, account.own).error;
  return { baseUrl: nativeRoot(connection.baseUrl), isCustomAddress, authorization: api.authorize(connection), keyHeaders: [] };
}

/** What is passed on as it is could ask for any model, and is held by no policy: whoever has rules about either does not get through here. */
function refuseWhatIsRestricted(gateway: Gateway, principal: Principal, provider: string): void {
  const { accessLists } = principal;
  const policy = heldDefault(gateway, principal);
  if (accessLists.some(({ allowedModels, deniedModels }) => allowedModels.size + deniedModels.size > 0)) {
    throw new ModelHubError('model_not_allowed', {
      message: 'This API key may use certain models only, and a request that is passed on as it is could ask for any. Use a key without such a list.',
    });
  }
  if (providerRefusedBy(accessLists, provider) !== null) {
    throw new ModelHubError('permission_denied', { message: `This API key may not use ${provider}.` });
  }
  if (policy !== null && policy.document.always !== null) {
    throw new ModelHubError('permission_denied', {
      message: `Requests of this API key are held by the policy "${policy.name}", and one that is passed on as it is would not be. Use a key without such a policy.`,
    });
  }
}

function isCallersKey(value: string | string[] | undefined): boolean {
  const key = (Array.isArray(value) ? value[0] : value)?.replace(/^bearer +/i, '').trim();
  return key !== undefined && key !== '' && !isWellFormedApiKey(key);
}
