import type { TenantClient } from '@modelhub/db/tenant';
import type { PolicyDocument } from '../policy-document.ts';
import { summaryOf } from '../policy-words.ts';
import { peopleNames } from './people-names.ts';
import { requestsThrough } from './requests-through.ts';

export interface PolicyRow {
  readonly id: string;
  readonly name: string;
  /** What it does, in a line. */
  readonly summary: string;
  /** Null: nobody can call it yet. */
  readonly publishedVersion: number | null;
  readonly latestVersion: number;
  readonly isArchived: boolean;
  readonly requestsLastWeek: number;
  /** Working keys and projects whose default it is. */
  readonly defaultOf: { readonly keys: number; readonly projects: number };
  /** Who wrote the latest version; null once that account is gone. */
  readonly changedBy: string | null;
  readonly changedAt: Date;
}

/** Policies by name, archived ones last. What a policy does is told by what is published, and before that by the latest draft. */
export async function listPolicies(
  tx: TenantClient,
  { organizationId, nowMs }: { readonly organizationId: string; readonly nowMs: number },
): Promise<PolicyRow[]> {
  const policies = await tx.routingPolicy.findMany({
    where: { organizationId },
    include: { versions: { orderBy: { version: 'desc' }, take: 1 } },
    orderBy: { name: 'asc' },
  });
  const published = await tx.routingPolicyVersion.findMany({
    where: {
      organizationId,
      OR: policies.flatMap(({ id, publishedVersion }) => (publishedVersion === null ? [] : [{ policyId: id, version: publishedVersion }])),
    },
  });
  const publishedDocuments = new Map(published.map(({ policyId, document }) => [policyId, document]));
  const requests = await requestsThrough(tx, { organizationId, nowMs });
  const ofKeys = await tx.apiKey.groupBy({
    by: ['defaultPolicyId'],
    where: { organizationId, revokedAt: null, defaultPolicyId: { not: null } },
    _count: { _all: true },
  });
  const ofProjects = await tx.project.groupBy({
    by: ['defaultPolicyId'],
    where: { organizationId, archivedAt: null, defaultPolicyId: { not: null } },
    _count: { _all: true },
  });
  const countOf = (groups: typeof ofKeys, id: string): number => groups.find(({ defaultPolicyId }) => defaultPolicyId === id)?._count._all ?? 0;
  const names = await peopleNames(
    tx,
    policies.flatMap(({ versions }) => versions.map(({ createdByUserId }) => createdByUserId)),
  );
  const rows = policies.flatMap(({ id, name, publishedVersion, archivedAt, versions: [latest] }) => {
    if (latest === undefined) return [];
    const document = (publishedDocuments.get(id) ?? latest.document) as unknown as PolicyDocument;
    return {
      id,
      name,
      summary: summaryOf(document),
      publishedVersion,
      latestVersion: latest.version,
      isArchived: archivedAt !== null,
      requestsLastWeek: requests.get(name) ?? 0,
      defaultOf: { keys: countOf(ofKeys, id), projects: countOf(ofProjects, id) },
      changedBy: names.get(latest.createdByUserId) ?? null,
      changedAt: latest.createdAt,
    };
  });
  return rows.sort((a, b) => Number(a.isArchived) - Number(b.isArchived));
}
