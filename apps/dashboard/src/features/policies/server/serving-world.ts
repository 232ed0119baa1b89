import type { TenantClient } from '@modelhub/db/tenant';
import { PROVIDERS } from '@modelhub/providers/registry';

/** What a plan depends on besides the policy and the request, as far as the dashboard knows it. */
export interface ServingWorld {
  readonly atMs: number;
  readonly providers: ReadonlySet<string>;
  /** Whether gateways have said which providers are set up; else all are taken to be. */
  readonly isProvidersKnown: boolean;
  /** Providers that the organization pays directly. */
  readonly ownProviders: ReadonlySet<string>;
  readonly markupBasisPoints: number;
  /** Models that each key may use, by its id; a key that may use all has no entry. */
  readonly allowedModels: ReadonlyMap<string, ReadonlySet<string>>;
}

export async function readServingWorld(
  tx: TenantClient,
  { organizationId, nowMs }: { readonly organizationId: string; readonly nowMs: number },
): Promise<ServingWorld> {
  const { markupBasisPoints } = await tx.organization.findUniqueOrThrow({ where: { id: organizationId }, select: { markupBasisPoints: true } });
  const own = await tx.providerCredential.findMany({ where: { organizationId, disabledAt: null }, select: { provider: true } });
  const keys = await tx.apiKey.findMany({ where: { organizationId, allowedModels: { isEmpty: false } }, select: { id: true, allowedModels: true } });
  return {
    atMs: nowMs,
    providers: new Set(Object.keys(PROVIDERS)),
    isProvidersKnown: false,
    ownProviders: new Set(own.map(({ provider }) => provider)),
    markupBasisPoints,
    allowedModels: new Map(keys.map(({ id, allowedModels }) => [id, new Set(allowedModels)])),
  };
}
