import type { LimitRule } from '@modelhub/limits/types';

/** Who makes a request and what it may do: everything the gateway needs of a tenant, in memory. */
export interface Principal {
  readonly keyId: string;
  readonly organizationId: string;
  readonly projectId: string;
  readonly createdByUserId: string | null;
  /** Milliseconds since the epoch; null never expires. */
  readonly expiresAtMs: number | null;
  /** Canonical model ids; empty allows every model. */
  readonly allowedModels: ReadonlySet<string>;
  readonly markupBasisPoints: number;
  /** Every cap that a request of this key counts against: key, member, project and organization. */
  readonly limits: readonly LimitRule[];
  /** `suspended` refuses with 403; `active` and `past_due` serve. */
  readonly organizationStatus: 'active' | 'past_due' | 'suspended';
  /** Prepaid organizations have a hard cap: without the limit store they are refused. */
  readonly hardCap: boolean;
}
