import type { ApiKey } from '@modelhub/db/client';
import type { TenantClient } from '@modelhub/db/tenant';
import { audit, type Actor } from '#src/server/audit.ts';
import { conflict, fieldError, notFound } from '#src/server/errors.ts';
import { requireUsablePolicy } from '#src/features/policies/server/usable-policy.ts';
import { limitColumns, type KeyLimits } from './key-input.ts';

const HOUR_MS = 3_600_000;

export interface UpdateKey {
  readonly id: string;
  readonly name: string;
  readonly limits: KeyLimits;
  readonly nowMs: number;
}

/** Changes name and limits of a key that still works; returns its hash, for the gateways to forget. */
export async function updateKey(tx: TenantClient, actor: Actor, input: UpdateKey): Promise<string> {
  const before = await tx.apiKey.findUnique({ where: { id: input.id, organizationId: actor.organizationId } });
  if (before === null) throw notFound('key');
  if (before.revokedAt !== null) throw conflict('This key is revoked and cannot be changed any more.');
  const expiry = input.limits.expiresAt;
  if (expiry !== null && expiry.getTime() <= input.nowMs && expiry.getTime() !== before.expiresAt?.getTime()) {
    throw fieldError('limits.expiresAt', 'Choose a moment in the future.');
  }
  const { defaultPolicyId } = input.limits;
  if (defaultPolicyId !== before.defaultPolicyId) {
    await requireUsablePolicy(tx, { organizationId: actor.organizationId, policyId: defaultPolicyId, field: 'limits.defaultPolicyId' });
  }
  const columns = limitColumns(input.limits);
  await tx.apiKey.update({ where: { id: input.id }, data: { name: input.name, ...columns } });
  await audit(tx, actor, {
    action: 'api_key.updated',
    targetType: 'api_key',
    targetId: input.id,
    before: { name: before.name, ...limitsBefore(before) },
    after: { name: input.name, ...columns },
  });
  return before.hash;
}

/** What `limitColumns` makes, as the key has it. */
function limitsBefore(key: ApiKey): ReturnType<typeof limitColumns> {
  const { requestsPerMinute, tokensPerMinute, maxConcurrency, budgetNanoUsd, budgetWindow, expiresAt, defaultPolicyId } = key;
  const { allowedModels, deniedModels, allowedProviders, deniedProviders } = key;
  const limits = { requestsPerMinute, tokensPerMinute, maxConcurrency, budgetNanoUsd, budgetWindow, expiresAt };
  return { ...limits, allowedModels, deniedModels, allowedProviders, deniedProviders, defaultPolicyId };
}

/** Ends a key for good; gateways refuse it within a second. Revoking twice changes nothing. */
export async function revokeKey(tx: TenantClient, actor: Actor, input: { readonly id: string; readonly nowMs: number }): Promise<string> {
  const key = await tx.apiKey.findUnique({ where: { id: input.id, organizationId: actor.organizationId } });
  if (key === null) throw notFound('key');
  if (key.revokedAt !== null) return key.hash;
  await tx.apiKey.update({ where: { id: input.id }, data: { revokedAt: new Date(input.nowMs) } });
  await audit(tx, actor, { action: 'api_key.revoked', targetType: 'api_key', targetId: input.id, before: { name: key.name } });
  return key.hash;
}

export interface RecentUse {
  readonly requestsLastHour: number;
  /** By surface and model, the busiest first: what would break. */
  readonly models: readonly { readonly model: string; readonly requests: number }[];
  readonly lastUsedAt: Date | null;
}

/** What revoking a key would break, from its requests of the last hour. */
export async function recentUse(tx: TenantClient, input: { readonly id: string; readonly nowMs: number }): Promise<RecentUse> {
  const key = await tx.apiKey.findUnique({ where: { id: input.id }, select: { lastUsedAt: true, organizationId: true } });
  if (key === null) throw notFound('key');
  const groups = await tx.usageEvent.groupBy({
    by: ['model'],
    where: { organizationId: key.organizationId, keyId: input.id, occurredAt: { gte: new Date(input.nowMs - HOUR_MS) } },
    _count: { _all: true },
  });
  const models = groups.map((group) => ({ model: group.model, requests: group._count._all })).sort((a, b) => b.requests - a.requests);
  return { requestsLastHour: models.reduce((sum, one) => sum + one.requests, 0), models, lastUsedAt: key.lastUsedAt };
}
