import type { TenantClient } from '@modelhub/db/tenant';
import { providerNameOf } from './offered-providers.ts';

/** A stored credential as the page may show it: never what it holds. */
export interface CredentialRow {
  readonly id: string;
  readonly provider: string;
  readonly providerName: string;
  readonly name: string;
  /** Empty where there is nothing to know it by. */
  readonly lastFour: string;
  readonly baseUrl: string | null;
  readonly fallbackToShared: boolean;
  readonly isDisabled: boolean;
  readonly createdAt: Date;
  readonly rotatedAt: Date | null;
}

/** The columns that may leave the database for a page. The sealed secret is not among them. */
const SHOWN = {
  id: true,
  provider: true,
  name: true,
  lastFour: true,
  baseUrl: true,
  fallbackToShared: true,
  disabledAt: true,
  createdAt: true,
  rotatedAt: true,
} as const;

/** In the order in which the gateway tries them, provider by provider. */
export async function listCredentials(tx: TenantClient, organizationId: string): Promise<CredentialRow[]> {
  const rows = await tx.providerCredential.findMany({
    where: { organizationId },
    select: SHOWN,
    orderBy: [{ provider: 'asc' }, { createdAt: 'asc' }, { id: 'asc' }],
  });
  return rows.map(({ disabledAt, ...row }) => ({ ...row, providerName: providerNameOf(row.provider), isDisabled: disabledAt !== null }));
}
