import { apiKeyParts, generateApiKey, hashApiKey } from '@modelhub/access/api-key';
import { newId } from '@modelhub/core/ids';
import type { TenantClient } from '@modelhub/db/tenant';
import { audit, type Actor } from '#src/server/audit.ts';
import { conflict, fieldError, notFound } from '#src/server/errors.ts';
import { requireUsablePolicy } from '#src/features/policies/server/usable-policy.ts';
import { limitColumns, type KeyLimits } from './key-input.ts';

/** Each key is a row in every gateway's memory. */
const ACTIVE_KEYS_MAX = 1_000;

export interface CreateKey {
  readonly name: string;
  readonly projectId: string;
  readonly limits: KeyLimits;
  readonly pepper: string;
  readonly nowMs: number;
}

export interface CreatedKey {
  readonly id: string;
  readonly name: string;
  /** The key itself. It exists in this answer and nowhere else. */
  readonly secret: string;
  readonly hash: string;
}

/** Makes a key. Only its HMAC, its first characters and its last four are stored. */
export async function createKey(tx: TenantClient, actor: Actor, input: CreateKey): Promise<CreatedKey> {
  const project = await tx.project.findUnique({ where: { id: input.projectId, organizationId: actor.organizationId } });
  if (project === null) throw notFound('project');
  if (project.archivedAt !== null) throw fieldError('projectId', 'This project is archived. Choose another one.');
  if (input.limits.expiresAt !== null && input.limits.expiresAt.getTime() <= input.nowMs) {
    throw fieldError('limits.expiresAt', 'Choose a moment in the future.');
  }
  if ((await tx.apiKey.count({ where: { organizationId: actor.organizationId, revokedAt: null } })) >= ACTIVE_KEYS_MAX) {
    throw conflict(`An organization can have ${ACTIVE_KEYS_MAX} active keys. Revoke some that nobody uses.`);
  }
  await requireUsablePolicy(tx, { organizationId: actor.organizationId, policyId: input.limits.defaultPolicyId, field: 'limits.defaultPolicyId' });
  const secret = generateApiKey();
  const hash = hashApiKey(secret, input.pepper);
  const id = newId('apiKey');
  const columns = limitColumns(input.limits);
  await tx.apiKey.create({
    data: {
      id,
      organizationId: actor.organizationId,
      projectId: input.projectId,
      createdByUserId: actor.userId,
      name: input.name,
      hash,
      ...apiKeyParts(secret),
      ...columns,
    },
  });
  await audit(tx, actor, {
    action: 'api_key.created',
    targetType: 'api_key',
    targetId: id,
    after: { name: input.name, projectId: input.projectId, ...columns },
  });
  return { id, name: input.name, secret, hash };
}
