import type { Principal } from '@modelhub/access/principal';
import type { Candidate } from '@modelhub/routing/types';
import { isReachable, type ProviderAccount, type ProviderAccounts } from './provider-account.ts';

/** An endpoint, and as whom it is called. */
export interface Target extends Candidate {
  readonly account: ProviderAccount;
}

/**
 * The endpoints of a plan with the accounts to call each on: the customer's own before ours. A key of the customer that may not fall back to ours is the
 * end of ours: after it nothing is tried that the customer would have to pay us for.
 */
export function targetsOf(accounts: ProviderAccounts, principal: Principal, candidates: readonly Candidate[]): readonly Target[] {
  const [only] = candidates;
  if (candidates.length === 1 && only !== undefined && principal.ownCredentials.length === 0) return sharedTarget(accounts, only);
  const targets: Target[] = [];
  let mayShare = true;
  for (const { model, endpoint } of candidates) {
    const own = principal.ownCredentials.length === 0 ? NONE : accounts.own(principal, endpoint.provider);
    for (const account of own) {
      if (isReachable(account, endpoint)) targets.push({ model, endpoint, account });
      if (account.own?.fallbackToShared === false) mayShare = false;
    }
    const shared = mayShare ? accounts.shared(endpoint.provider) : undefined;
    if (shared !== undefined && isReachable(shared, endpoint)) targets.push({ model, endpoint, account: shared });
  }
  return targets;
}

/** Most requests have one place to go to, and it is ours. */
function sharedTarget(accounts: ProviderAccounts, { model, endpoint }: Candidate): readonly Target[] {
  const account = accounts.shared(endpoint.provider);
  return account !== undefined && isReachable(account, endpoint) ? [{ model, endpoint, account }] : NO_TARGETS;
}

const NO_TARGETS: readonly Target[] = [];
const NONE: readonly ProviderAccount[] = [];
