import type { OwnCredential, Principal } from '@modelhub/access/principal';
import type { Endpoint } from '@modelhub/catalog/types';
import { connectionOf, defaultAddressOf } from '@modelhub/providers/credential';
import { findProvider, type ConfiguredProvider } from '@modelhub/providers/registry';
import type { ProviderAdapter, ProviderConnection } from '@modelhub/providers/types';

/** As whom a provider is called: on our account, or on one of the customer's. */
export interface ProviderAccount {
  readonly adapter: ProviderAdapter;
  /** Null for a key of the customer that cannot be used: it cannot be opened here, or its address is missing. */
  readonly connection: ProviderConnection | null;
  /** The key that the customer brought; null for ours. */
  readonly own: OwnCredential | null;
  /** The key is a service account, which has to be exchanged for a token first. */
  readonly needsSignIn: boolean;
  /** The customer had a say in the address: it is only called through the guarded client. */
  readonly isCustomAddress: boolean;
}

/** Whether an account can call an endpoint: not every credential is for every region. Of a key that cannot be used its owner has to learn. */
export function isReachable({ adapter, connection }: ProviderAccount, endpoint: Endpoint): boolean {
  return connection === null || adapter.isReachable?.(endpoint, connection) !== false;
}

export interface AccountSources {
  /** Providers that can be called on our own account. */
  readonly providers: ReadonlyMap<string, ConfiguredProvider>;
  /** Where the operator says that a provider is, for customers who do not say. */
  readonly addresses: ReadonlyMap<string, string>;
}

/** The accounts on which each provider can be called, the customer's before ours. */
export class ProviderAccounts {
  readonly #shared: ReadonlyMap<string, ProviderAccount>;
  readonly #addresses: ReadonlyMap<string, string>;
  /** Credentials live as long as their principal is in memory; so does what was made of them. */
  readonly #own = new WeakMap<OwnCredential, ProviderAccount>();

  constructor({ providers, addresses }: AccountSources) {
    this.#addresses = addresses;
    this.#shared = new Map(
      [...providers].map(([id, { adapter, connection }]) => [id, { adapter, connection, own: null, needsSignIn: false, isCustomAddress: false }]),
    );
  }

  /** Ours; undefined where we have none. */
  shared(providerId: string): ProviderAccount | undefined {
    return this.#shared.get(providerId);
  }

  /** The customer's, in the order in which they are tried. */
  own({ ownCredentials }: Principal, providerId: string): readonly ProviderAccount[] {
    return ownCredentials.flatMap((credential) => (credential.provider === providerId ? (this.#accountOf(credential) ?? []) : []));
  }

  /** Where a provider is, for a caller who sends a key of it. */
  addressOf(providerId: string): string | undefined {
    return this.#addresses.get(providerId);
  }

  adapterOf(providerId: string): ProviderAdapter | undefined {
    return findProvider(providerId)?.adapter;
  }

  /** The account that a request of this principal would be made on first. */
  first(principal: Principal, providerId: string): ProviderAccount | undefined {
    return (principal.ownCredentials.length === 0 ? undefined : this.own(principal, providerId)[0]) ?? this.shared(providerId);
  }

  /** Whether any of the accounts that a request of this principal may be made on can call the endpoint. */
  reaches(principal: Principal, endpoint: Endpoint): boolean {
    const own = principal.ownCredentials.length === 0 ? [] : this.own(principal, endpoint.provider);
    if (own.some((account) => isReachable(account, endpoint))) return true;
    if (own.some((account) => account.own?.fallbackToShared === false)) return false;
    const shared = this.shared(endpoint.provider);
    return shared !== undefined && isReachable(shared, endpoint);
  }

  #accountOf(credential: OwnCredential): ProviderAccount | null {
    const known = this.#own.get(credential);
    if (known !== undefined) return known;
    const entry = findProvider(credential.provider);
    if (entry === undefined) return null;
    const { values, baseUrl } = credential;
    const trusted = baseUrl === null ? this.#addresses.get(credential.provider) : undefined;
    const address = trusted ?? baseUrl ?? defaultAddressOf(entry, values ?? {});
    const connection = values === null || address === null ? null : { ...connectionOf(values, address), isCustomers: true };
    const needsSignIn = credential.provider === 'google-vertex';
    const account: ProviderAccount = { adapter: entry.adapter, connection, own: credential, needsSignIn, isCustomAddress: trusted === undefined };
    this.#own.set(credential, account);
    return account;
  }
}
