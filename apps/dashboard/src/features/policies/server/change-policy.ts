import { newId } from '@modelhub/core/ids';
import type { Prisma } from '@modelhub/db/client';
import type { TenantClient } from '@modelhub/db/tenant';
import { audit, type Actor } from '#src/server/audit.ts';
import { conflict, fieldError, notFound } from '#src/server/errors.ts';
import { changesBetween } from '../policy-changes.ts';
import type { PolicyDocument } from '../policy-document.ts';
import { peopleNames } from './people-names.ts';

/** Every published one is in a gateway's memory while the organization is. */
const POLICIES_MAX = 100;

const TARGET = 'routing_policy';

/** Makes a policy with its first draft. Nobody can call it before it is published. */
export async function createPolicy(
  tx: TenantClient,
  actor: Actor,
  { name, document }: { readonly name: string; readonly document: PolicyDocument },
): Promise<{ readonly name: string }> {
  const { organizationId, userId } = actor;
  if ((await tx.routingPolicy.count({ where: { organizationId, archivedAt: null } })) >= POLICIES_MAX) {
    throw conflict(`An organization can have ${POLICIES_MAX} policies. Archive some that nobody uses.`);
  }
  const taken = await tx.routingPolicy.findUnique({ where: { organizationId_name: { organizationId, name } }, select: { archivedAt: true } });
  if (taken !== null)
    throw fieldError('name', taken.archivedAt === null ? 'Another policy has this name.' : 'An archived policy has this name. Restore that one.');
  const id = newId('policy');
  await tx.routingPolicy.create({ data: { id, organizationId, name } });
  await tx.routingPolicyVersion.create({ data: { policyId: id, organizationId, version: 1, document: toJson(document), createdByUserId: userId } });
  await audit(tx, actor, { action: 'policy.created', targetType: TARGET, targetId: id, after: { name } });
  return { name };
}

/**
 * Saves a draft as a new version, on top of the one that the editor began with. Throws a conflict where somebody has saved another one meanwhile: neither of
 * them is to be lost unseen.
 */
export async function saveDraft(
  tx: TenantClient,
  actor: Actor,
  { name, document, basedOn }: { readonly name: string; readonly document: PolicyDocument; readonly basedOn: number },
): Promise<{ readonly version: number }> {
  const { organizationId, userId } = actor;
  const { id, archivedAt } = await lockPolicy(tx, { organizationId, name });
  if (archivedAt !== null) throw conflict('This policy is archived. Restore it first.');
  const latest = await tx.routingPolicyVersion.findFirst({ where: { organizationId, policyId: id }, orderBy: { version: 'desc' } });
  if (latest !== null && latest.version !== basedOn) {
    const by = (await peopleNames(tx, [latest.createdByUserId])).get(latest.createdByUserId) ?? 'Somebody';
    throw conflict(`${by} saved version ${latest.version} while you were editing. Copy what you need from here, then load that version.`);
  }
  const version = (latest?.version ?? 0) + 1;
  await tx.routingPolicyVersion.create({ data: { policyId: id, organizationId, version, document: toJson(document), createdByUserId: userId } });
  await audit(tx, actor, { action: 'policy.drafted', targetType: TARGET, targetId: id, after: { name, version } });
  return { version };
}

/**
 * Makes a version the one that requests get: the newest draft, or an older one to go back to. It keeps its number, so that a decision record that names a
 * version names one document for ever. Throws a conflict where another version was published since the page was loaded.
 */
export async function publishVersion(
  tx: TenantClient,
  actor: Actor,
  { name, version, insteadOf, nowMs }: { readonly name: string; readonly version: number; readonly insteadOf: number | null; readonly nowMs: number },
): Promise<void> {
  const { organizationId } = actor;
  const { id, publishedVersion, archivedAt } = await lockPolicy(tx, { organizationId, name });
  if (archivedAt !== null) throw conflict('This policy is archived. Restore it first.');
  if (publishedVersion !== insteadOf) {
    throw conflict(
      publishedVersion === null
        ? 'This policy is not published any more. Reload the page to see what you would publish.'
        : `Version ${publishedVersion} was published meanwhile. Reload the page to see what you would replace.`,
    );
  }
  if (publishedVersion === version) return;
  const documents = await documentsOf(tx, { organizationId, policyId: id, versions: [version, ...(publishedVersion === null ? [] : [publishedVersion])] });
  const document = documents.get(version);
  if (document === undefined) throw notFound('version');
  await tx.routingPolicy.update({ where: { id, organizationId }, data: { publishedVersion: version } });
  const changes = changesBetween(publishedVersion === null ? null : (documents.get(publishedVersion) ?? null), document);
  await audit(tx, actor, {
    action: 'policy.published',
    targetType: TARGET,
    targetId: id,
    ...(publishedVersion === null ? {} : { before: { version: publishedVersion } }),
    after: { name, version, changes: changes.length, at: new Date(nowMs).toISOString() },
  });
}

/** Takes a policy out of use, or brings it back as it was. */
export async function setPolicyArchived(
  tx: TenantClient,
  actor: Actor,
  { name, archived, nowMs }: { readonly name: string; readonly archived: boolean; readonly nowMs: number },
): Promise<void> {
  const { organizationId } = actor;
  const { id, archivedAt } = await lockPolicy(tx, { organizationId, name });
  if ((archivedAt !== null) === archived) return;
  await tx.routingPolicy.update({ where: { id, organizationId }, data: { archivedAt: archived ? new Date(nowMs) : null } });
  await audit(tx, actor, { action: archived ? 'policy.archived' : 'policy.restored', targetType: TARGET, targetId: id, after: { name } });
}

/** The policy, held until the transaction ends: versions get their numbers one after the other. */
async function lockPolicy(tx: TenantClient, key: { readonly organizationId: string; readonly name: string }) {
  await tx.$queryRaw`SELECT id FROM routing_policies WHERE organization_id = ${key.organizationId} AND name = ${key.name} FOR UPDATE`;
  const policy = await tx.routingPolicy.findUnique({ where: { organizationId_name: key } });
  if (policy === null) throw notFound('policy');
  return policy;
}

async function documentsOf(
  tx: TenantClient,
  { organizationId, policyId, versions }: { readonly organizationId: string; readonly policyId: string; readonly versions: readonly number[] },
): Promise<ReadonlyMap<number, PolicyDocument>> {
  const rows = await tx.routingPolicyVersion.findMany({ where: { organizationId, policyId, version: { in: [...versions] } } });
  return new Map(rows.map(({ version, document }) => [version, document as unknown as PolicyDocument]));
}

function toJson(document: PolicyDocument): Prisma.InputJsonObject {
  return document as unknown as Prisma.InputJsonObject;
}
