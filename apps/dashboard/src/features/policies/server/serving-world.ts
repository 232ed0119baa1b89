import { areEmpty, type AccessLists } from '@modelhub/core/access-lists';
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
  readonly organizationLists: AccessLists;
  /** Of each key by its id; a key without lists has no entry. */
  readonly keyLists: ReadonlyMap<string, AccessLists>;
}

/** A gateway that was not seen for so long is gone. */
const GATEWAY_SEEN_MS = 2 * 60_000;

const LISTS = { allowedModels: true, deniedModels: true, allowedProviders: true, deniedProviders: true } as const;

export async function readServingWorld(
  tx: TenantClient,
  { organizationId, nowMs }: { readonly organizationId: string; readonly nowMs: number },
): Promise<ServingWorld> {
  const organization = await tx.organization.findUniqueOrThrow({ where: { id: organizationId }, select: { markupBasisPoints: true, ...LISTS } });
  const own = await tx.providerCredential.findMany({ where: { organizationId, disabledAt: null }, select: { provider: true } });
  const keys = await tx.apiKey.findMany({ where: { organizationId }, select: { id: true, ...LISTS } });
  const gateways = await tx.gatewayInstance.findMany({ where: { seenAt: { gte: new Date(nowMs - GATEWAY_SEEN_MS) } }, select: { providers: true } });
  return {
    atMs: nowMs,
    providers: new Set(gateways.length === 0 ? Object.keys(PROVIDERS) : gateways.flatMap(({ providers }) => providers)),
    isProvidersKnown: gateways.length > 0,
    ownProviders: new Set(own.map(({ provider }) => provider)),
    markupBasisPoints: organization.markupBasisPoints,
    organizationLists: listsOf('organization', organization),
    keyLists: new Map(keys.map((key) => [key.id, listsOf('key', key)] as const).filter(([, lists]) => !areEmpty(lists))),
  };
}

type StoredLists = Readonly<Record<keyof typeof LISTS, readonly string[]>>;

function listsOf(scope: AccessLists['scope'], { allowedModels, deniedModels, allowedProviders, deniedProviders }: StoredLists): AccessLists {
  return {
    scope,
    allowedModels: new Set(allowedModels),
    deniedModels: new Set(deniedModels),
    allowedProviders: new Set(allowedProviders),
    deniedProviders: new Set(deniedProviders),
  };
}

/** Every list that a request of a key has to pass. */
export function accessListsOf({ organizationLists, keyLists }: ServingWorld, keyId: string | null): readonly AccessLists[] {
  const ofKey = keyId === null ? undefined : keyLists.get(keyId);
  return [organizationLists, ...(ofKey === undefined ? [] : [ofKey])].filter((lists) => !areEmpty(lists));
}
