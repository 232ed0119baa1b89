import { newId } from '@modelhub/core/ids';
import type { Prisma } from '@modelhub/db/client';
import type { TenantClient } from '@modelhub/db/tenant';

export interface Actor {
  readonly organizationId: string;
  readonly userId: string | null;
  readonly ipAddress: string;
}

export interface Change {
  /** `api_key.created`: the thing and what happened to it. */
  readonly action: string;
  readonly targetType: string;
  readonly targetId: string | null;
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
}

function toJson(value: Readonly<Record<string, unknown>>): Prisma.InputJsonObject {
  return JSON.parse(JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? item.toString() : item))) as Prisma.InputJsonObject;
}

/** Writes down who changed what, in the transaction of the change. Never hand in a secret. */
export async function audit(tx: TenantClient, actor: Actor, change: Change): Promise<void> {
  await tx.auditEvent.create({
    data: {
      id: newId('audit'),
      organizationId: actor.organizationId,
      actorUserId: actor.userId,
      action: change.action,
      targetType: change.targetType,
      targetId: change.targetId,
      ipAddress: actor.ipAddress,
      ...(change.before === undefined ? {} : { before: toJson(change.before) }),
      ...(change.after === undefined ? {} : { after: toJson(change.after) }),
    },
  });
}
