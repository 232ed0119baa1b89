import type { Principal, SavedPolicy } from '@modelhub/access/principal';
import { ModelHubError } from '@modelhub/core/errors';
import { readPolicyDocument, type PolicyDocument } from '@modelhub/routing/saved/document';
import { nearestNames } from '@modelhub/catalog/nearest-names';
import type { Gateway } from '../gateway.ts';

/** A policy whose published version is ready to be used. */
export interface UsablePolicy {
  readonly name: string;
  /** Null for the one that is built in. */
  readonly version: number | null;
  readonly document: PolicyDocument;
}

/** Read once for as long as the tenant is kept; null for a document that this gateway cannot read, such as one of a later version. */
const documents = new WeakMap<SavedPolicy, PolicyDocument | null>();

/** The published version of the policy that a request names. Throws a 404 that says what is wrong with the name. */
export function policyNamed(gateway: Gateway, { policies }: Principal, name: string): UsablePolicy {
  const policy = policies.find((one) => one.name === name);
  const called = `The policy "${name.slice(0, 100)}"`;
  if (policy === undefined) {
    const names = policies.filter(({ isArchived, published }) => !isArchived && published !== null).map((one) => `policy/${one.name}`);
    const nearest = nearestNames(`policy/${name}`, names, 3);
    throw notFound(`${called} does not exist in this organization.${nearest.length === 0 ? '' : ` Did you mean ${nearest.join(' or ')}?`}`);
  }
  if (policy.isArchived) throw notFound(`${called} is archived. Restore it, or name another one.`);
  return usable(gateway, policy, called);
}

/** The same of the policy that holds for requests that name none. */
export function usableDefault(gateway: Gateway, policy: SavedPolicy): UsablePolicy {
  const called = `The policy "${policy.name}", which is the default of this API key,`;
  if (policy.isArchived) throw notFound(`${called} is archived. Restore it, or choose another default.`);
  return usable(gateway, policy, called);
}

/**
 * The default policy for requests that name a model: what always holds does so for them as well, also while the policy is archived. Null where it has no
 * published version. Throws where there is one that cannot be read: nothing may be sent anywhere without its constraints.
 */
export function heldDefault(gateway: Gateway, { defaultPolicy }: Principal): UsablePolicy | null {
  return defaultPolicy === null || defaultPolicy.published === null ? null : usable(gateway, defaultPolicy, `The policy "${defaultPolicy.name}"`);
}

function usable({ logger }: Gateway, policy: SavedPolicy, called: string): UsablePolicy {
  const { name, published } = policy;
  if (published === null) throw notFound(`${called} has no published version yet. Publish one.`);
  let document = documents.get(policy);
  if (document === undefined) {
    document = read(published.document, (error) => logger.error({ err: error, policyId: policy.id }, 'a published policy cannot be read'));
    documents.set(policy, document);
  }
  if (document === null) {
    throw new ModelHubError('internal_error', {
      message: `${called} cannot be read by this gateway. Publish it again.`,
      detail: policy.id,
      shouldRetry: false,
    });
  }
  return { name, version: published.version, document };
}

function read(json: unknown, onError: (error: unknown) => void): PolicyDocument | null {
  try {
    return readPolicyDocument(json, { skipUnknownModels: true });
  } catch (error) {
    onError(error);
    return null;
  }
}

function notFound(message: string): ModelHubError {
  return new ModelHubError('model_not_found', { message, param: 'model' });
}
