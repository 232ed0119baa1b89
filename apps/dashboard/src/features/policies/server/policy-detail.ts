import type { TenantClient } from '@modelhub/db/tenant';
import { notFound } from '#src/server/errors.ts';
import type { PolicyDocument } from '../policy-document.ts';
import { peopleNames } from './people-names.ts';

/** So many versions can be looked at; older ones stay in the database, for decision records that name them. */
const VERSIONS_SHOWN = 50;

export interface PolicyVersionRow {
  readonly version: number;
  readonly document: PolicyDocument;
  readonly createdBy: string | null;
  readonly createdAt: Date;
}

export interface PublishedOnce {
  readonly version: number;
  readonly by: string | null;
  readonly at: Date;
}

export interface PolicyDetail {
  readonly id: string;
  readonly name: string;
  readonly publishedVersion: number | null;
  readonly isArchived: boolean;
  /** The newest first; at least one. */
  readonly versions: readonly PolicyVersionRow[];
  /** When which version went live, the newest first. */
  readonly publications: readonly PublishedOnce[];
}

/** A policy with its history. Throws where this organization has none of this name. */
export async function policyDetail(
  tx: TenantClient,
  { organizationId, name }: { readonly organizationId: string; readonly name: string },
): Promise<PolicyDetail> {
  const policy = await tx.routingPolicy.findUnique({ where: { organizationId_name: { organizationId, name } } });
  if (policy === null) throw notFound('policy');
  const { id, publishedVersion, archivedAt } = policy;
  const newest = await tx.routingPolicyVersion.findMany({ where: { organizationId, policyId: id }, orderBy: { version: 'desc' }, take: VERSIONS_SHOWN });
  const isShown = publishedVersion === null || newest.some(({ version }) => version === publishedVersion);
  const published = isShown ? [] : await tx.routingPolicyVersion.findMany({ where: { organizationId, policyId: id, version: publishedVersion } });
  const publishings = await tx.auditEvent.findMany({
    where: { organizationId, targetType: 'routing_policy', targetId: id, action: 'policy.published' },
    orderBy: { createdAt: 'desc' },
    take: VERSIONS_SHOWN,
  });
  const versions = [...newest, ...published];
  const names = await peopleNames(tx, [...versions.map(({ createdByUserId }) => createdByUserId), ...publishings.map(({ actorUserId }) => actorUserId)]);
  return {
    id,
    name,
    publishedVersion,
    isArchived: archivedAt !== null,
    versions: versions.map(({ version, document, createdByUserId, createdAt }) => ({
      version,
      document: document as unknown as PolicyDocument,
      createdBy: names.get(createdByUserId) ?? null,
      createdAt,
    })),
    publications: publishings.flatMap(({ after, actorUserId, createdAt }) => {
      const version = versionOf(after);
      return version === null ? [] : [{ version, by: names.get(actorUserId) ?? null, at: createdAt }];
    }),
  };
}

function versionOf(after: unknown): number | null {
  if (typeof after !== 'object' || after === null || !('version' in after)) return null;
  return typeof after.version === 'number' ? after.version : null;
}
