import type { AccessLists } from '@modelhub/core/access-lists';
import type { LimitRule } from '@modelhub/limits/types';
import type { CredentialValues } from './credential-cipher.ts';

/** A key of a provider that the organization brought itself, and which is switched on. */
export interface OwnCredential {
  readonly id: string;
  readonly provider: string;
  readonly name: string;
  readonly lastFour: string;
  /** Another address of the provider's API; null for the provider's own. */
  readonly baseUrl: string | null;
  /** When this key is refused, the shared one may serve, at list price. */
  readonly fallbackToShared: boolean;
  /** Null where it cannot be opened here. It still stands in the way of the shared key, which would cost money that nobody agreed to. */
  readonly values: CredentialValues | null;
}

/** A routing policy of the organization. */
export interface SavedPolicy {
  readonly id: string;
  readonly name: string;
  /** What is published; null as long as nothing is. */
  readonly published: { readonly version: number; readonly document: unknown } | null;
  readonly isArchived: boolean;
}

/** Who makes a request and what it may do: everything the gateway needs of a tenant, in memory. */
export interface Principal {
  readonly keyId: string;
  readonly organizationId: string;
  readonly projectId: string;
  readonly createdByUserId: string | null;
  /** Milliseconds since the epoch; null never expires. */
  readonly expiresAtMs: number | null;
  /** What the organization and the key may use; only those that leave something out. */
  readonly accessLists: readonly AccessLists[];
  readonly policies: readonly SavedPolicy[];
  /** The one of the key, else of its project, for requests that name none. */
  readonly defaultPolicy: SavedPolicy | null;
  readonly markupBasisPoints: number;
  /** Every cap that a request of this key counts against: key, member, project and organization. */
  readonly limits: readonly LimitRule[];
  /** `suspended` refuses with 403; `active` and `past_due` serve. */
  readonly organizationStatus: 'active' | 'past_due' | 'suspended';
  /** Prepaid organizations have a hard cap: without the limit store they are refused. */
  readonly hardCap: boolean;
  /** The oldest first, which is the order in which they are tried. */
  readonly ownCredentials: readonly OwnCredential[];
}
