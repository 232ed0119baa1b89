import type { Principal } from '@modelhub/access/principal';
import { decimalFromNanoUsd } from '@modelhub/core/money';
import { windowAt } from '@modelhub/limits/window';
import type { LimitRule, SpentReader } from '@modelhub/limits/types';
import { exactNumber } from '@modelhub/providers/exact-json';
import type pg from 'pg';

interface AccountReader {
  readonly pool: pg.Pool;
  readonly readSpent: SpentReader;
  readonly nowMs: number;
}

/** The caller's own key: what it has spent and what it may: `GET /v1/key`. Figures are those of the ledger, about a second behind. */
export async function keyStatus({ pool, readSpent, nowMs }: AccountReader, principal: Principal): Promise<object> {
  const { keyId, organizationId } = principal;
  const [key, limits, ...spent] = await Promise.all([
    pool.query<{ name: string; prefix: string; last_four: string; created_at: Date }>(
      'SELECT name, prefix, last_four, created_at FROM api_keys WHERE organization_id = $1 AND id = $2',
      [organizationId, keyId],
    ),
    Promise.all(principal.limits.map((rule) => limitStatus(rule, { readSpent, nowMs }))),
    ...WINDOWS.map((window) => readSpent(spendRule(principal, window), windowAt(window, nowMs).startMs)),
  ]);
  const { rows } = key;
  const ofKey = principal.accessLists.find(({ scope }) => scope === 'key');
  const money = limits.filter((limit) => limit.kind === 'money').toSorted((a, b) => (a.remainingNanoUsd < b.remainingNanoUsd ? -1 : 1))[0];
  const [day, week, month, total] = spent.map((nanoUsd) => usd(nanoUsd));
  return {
    id: keyId,
    label: rows[0]?.name ?? keyId,
    key: rows[0] === undefined ? null : `${rows[0].prefix}…${rows[0].last_four}`,
    created_at: rows[0]?.created_at.toISOString() ?? null,
    expires_at: principal.expiresAtMs === null ? null : new Date(principal.expiresAtMs).toISOString(),
    organization_id: organizationId,
    project_id: principal.projectId,
    // Of the tightest limit on money, whoever set it; null where there is none.
    limit: money === undefined ? null : usd(money.cap),
    limit_remaining: money === undefined ? null : usd(money.remainingNanoUsd),
    usage: total,
    usage_daily: day,
    usage_weekly: week,
    usage_monthly: month,
    allowed_models: ofKey === undefined || ofKey.allowedModels.size === 0 ? null : [...ofKey.allowedModels],
    denied_models: [...(ofKey?.deniedModels ?? [])],
    allowed_providers: ofKey === undefined || ofKey.allowedProviders.size === 0 ? null : [...ofKey.allowedProviders],
    denied_providers: [...(ofKey?.deniedProviders ?? [])],
    // What the model "modelhub/auto" stands for; null: what is built in.
    default_policy: principal.defaultPolicy?.name ?? null,
    limits: limits.map(({ shown }) => shown),
  };
}

/** What the organization has paid in advance, and what it has spent: `GET /v1/credits`. */
export async function credits({ pool, readSpent }: AccountReader, principal: Principal): Promise<object> {
  const { organizationId } = principal;
  const [{ rows }, spent] = await Promise.all([
    pool.query<{ billing_mode: string; credit: string }>('SELECT billing_mode, credit_nano_usd::text AS credit FROM organizations WHERE id = $1', [
      organizationId,
    ]),
    readSpent({ ...spendRule(principal, 'total'), scope: 'organization', scopeId: organizationId }, null),
  ]);
  const credit = BigInt(rows[0]?.credit ?? '0');
  const isPrepaid = rows[0]?.billing_mode === 'prepaid';
  return {
    billing_mode: rows[0]?.billing_mode ?? null,
    total_credits: usd(credit),
    total_usage: usd(spent),
    // Who pays afterwards has no balance that could run out.
    remaining: isPrepaid ? usd(credit > spent ? credit - spent : 0n) : null,
  };
}

const WINDOWS = ['day', 'week', 'month', 'total'] as const;

/** What a key spent in a window, asked for as if it had a limit. */
function spendRule({ organizationId, keyId }: Principal, window: LimitRule['window']): LimitRule {
  return { id: `spend:${keyId}:${window}`, organizationId, scope: 'key', scopeId: keyId, kind: 'money', window, cap: 0n };
}

interface LimitStatus {
  readonly kind: LimitRule['kind'];
  readonly cap: bigint;
  readonly remainingNanoUsd: bigint;
  readonly shown: object;
}

async function limitStatus(rule: LimitRule, { readSpent, nowMs }: Pick<AccountReader, 'readSpent' | 'nowMs'>): Promise<LimitStatus> {
  const { scope, kind, window, cap } = rule;
  const { startMs, endMs } = windowAt(window, nowMs);
  if (kind !== 'money') return { kind, cap, remainingNanoUsd: 0n, shown: { scope, kind, window, limit: Number(cap) } };
  const spent = await readSpent(rule, startMs);
  const remaining = cap > spent ? cap - spent : 0n;
  const resetsAt = endMs === null ? null : new Date(endMs).toISOString();
  return {
    kind,
    cap,
    remainingNanoUsd: remaining,
    shown: { scope, kind, window, limit: usd(cap), used: usd(spent), remaining: usd(remaining), resets_at: resetsAt },
  };
}

/** US dollars as a JSON number with every digit. */
function usd(nanoUsd: bigint): unknown {
  return exactNumber(decimalFromNanoUsd(nanoUsd));
}
