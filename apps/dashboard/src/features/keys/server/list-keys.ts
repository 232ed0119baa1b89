import { maskedApiKey } from '@modelhub/access/api-key';
import type { ApiKey, BudgetWindow } from '@modelhub/db/client';
import type { TenantClient } from '@modelhub/db/tenant';
import { requireOwned } from '#src/features/usage/server/owned-filter.ts';

export type KeyStatus = 'active' | 'expired' | 'revoked';

export interface KeyRow {
  readonly id: string;
  readonly name: string;
  readonly masked: string;
  readonly status: KeyStatus;
  readonly project: { readonly id: string; readonly name: string };
  /** Name or address of who made it; null once that account is gone. */
  readonly createdBy: string | null;
  readonly requestsPerMinute: number | null;
  readonly tokensPerMinute: number | null;
  readonly maxConcurrency: number | null;
  readonly budgetNanoUsd: bigint | null;
  readonly budgetWindow: BudgetWindow | null;
  readonly allowedModels: readonly string[];
  readonly deniedModels: readonly string[];
  readonly allowedProviders: readonly string[];
  readonly deniedProviders: readonly string[];
  /** Its own, not that of its project. */
  readonly defaultPolicy: { readonly id: string; readonly name: string } | null;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly spendThisMonthNanoUsd: bigint;
  readonly requestsThisMonth: number;
}

export function statusOf(key: Pick<ApiKey, 'revokedAt' | 'expiresAt'>, nowMs: number): KeyStatus {
  if (key.revokedAt !== null) return 'revoked';
  return key.expiresAt !== null && key.expiresAt.getTime() <= nowMs ? 'expired' : 'active';
}

/** Midnight UTC on the first of the month. */
export function monthStart(nowMs: number): Date {
  const now = new Date(nowMs);
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1));
}

export interface ListKeys {
  readonly organizationId: string;
  readonly projectId: string | undefined;
  readonly nowMs: number;
}

/** Keys with their use this month, active ones first, then the newest. Spend comes from the hourly rollup. */
export async function listKeys(tx: TenantClient, { organizationId, projectId, nowMs }: ListKeys): Promise<KeyRow[]> {
  await requireOwned(tx, { organizationId, projects: projectId === undefined ? [] : [projectId] });
  const inProject = projectId === undefined ? {} : { projectId };
  const keys = await tx.apiKey.findMany({
    where: { organizationId, ...inProject },
    include: { project: { select: { id: true, name: true } } },
    orderBy: { createdAt: 'desc' },
  });
  const creatorIds = [...new Set(keys.flatMap((key) => key.createdByUserId ?? []))];
  const creators = await tx.user.findMany({ where: { id: { in: creatorIds } }, select: { id: true, name: true, email: true } });
  const creatorNames = new Map(creators.map((user) => [user.id, user.name ?? user.email]));
  const policies = await tx.routingPolicy.findMany({ where: { organizationId }, select: { id: true, name: true } });
  const spend = await tx.usageRollupHourly.groupBy({
    by: ['keyId'],
    where: { organizationId, hour: { gte: monthStart(nowMs) } },
    _sum: { costNanoUsd: true, requests: true },
  });
  const spendByKey = new Map(spend.map((row) => [row.keyId, row._sum]));
  const rows = keys.map((key) => ({
    id: key.id,
    name: key.name,
    masked: maskedApiKey(key),
    status: statusOf(key, nowMs),
    project: key.project,
    createdBy: creatorNames.get(key.createdByUserId ?? '') ?? null,
    requestsPerMinute: key.requestsPerMinute,
    tokensPerMinute: key.tokensPerMinute,
    maxConcurrency: key.maxConcurrency,
    budgetNanoUsd: key.budgetNanoUsd,
    budgetWindow: key.budgetWindow,
    allowedModels: key.allowedModels,
    deniedModels: key.deniedModels,
    allowedProviders: key.allowedProviders,
    deniedProviders: key.deniedProviders,
    defaultPolicy: policies.find(({ id }) => id === key.defaultPolicyId) ?? null,
    createdAt: key.createdAt,
    expiresAt: key.expiresAt,
    revokedAt: key.revokedAt,
    lastUsedAt: key.lastUsedAt,
    spendThisMonthNanoUsd: spendByKey.get(key.id)?.costNanoUsd ?? 0n,
    requestsThisMonth: spendByKey.get(key.id)?.requests ?? 0,
  }));
  return rows.sort((a, b) => Number(a.status !== 'active') - Number(b.status !== 'active'));
}
