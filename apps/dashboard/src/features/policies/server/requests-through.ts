import type { TenantClient } from '@modelhub/db/tenant';

const WEEK_MS = 7 * 86_400_000;
const PREFIX = 'policy/';

/** How many requests of the last seven days named each policy, by its name. */
export async function requestsThrough(
  tx: TenantClient,
  { organizationId, nowMs }: { readonly organizationId: string; readonly nowMs: number },
): Promise<ReadonlyMap<string, number>> {
  const groups = await tx.usageEvent.groupBy({
    by: ['requestedModel'],
    where: { organizationId, occurredAt: { gte: new Date(nowMs - WEEK_MS) }, requestedModel: { startsWith: PREFIX } },
    _count: { _all: true },
  });
  return new Map(groups.map(({ requestedModel, _count }) => [requestedModel.slice(PREFIX.length), _count._all]));
}
