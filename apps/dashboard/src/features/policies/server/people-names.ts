import type { TenantClient } from '@modelhub/db/tenant';

/** Name or address of each of these people, as far as they are still there. */
export async function peopleNames(tx: TenantClient, userIds: readonly (string | null)[]): Promise<ReadonlyMap<string | null, string>> {
  const ids = [...new Set(userIds)].filter((id) => id !== null);
  if (ids.length === 0) return new Map();
  const users = await tx.user.findMany({ where: { id: { in: ids } }, select: { id: true, name: true, email: true } });
  return new Map(users.map(({ id, name, email }) => [id, name ?? email]));
}
