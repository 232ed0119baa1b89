import { areEmpty, type AccessLists } from '@modelhub/core/access-lists';
import type { LimitRule } from '@modelhub/limits/types';
import type pg from 'pg';
import type { CredentialCipher } from './credential-cipher.ts';
import type { OwnCredential, Principal, SavedPolicy } from './principal.ts';

/** Where tenants come from. `postgres` here; a file or a control plane for gateways that have no database. */
export interface TenantSource {
  /** Null when no such key is stored, or it is revoked. Throws when the source cannot be asked. */
  findPrincipal(keyHash: string): Promise<Principal | null>;
}

interface KeyRow {
  readonly id: string;
  readonly organization_id: string;
  readonly project_id: string;
  readonly created_by_user_id: string | null;
  readonly allowed_models: string[];
  readonly denied_models: string[];
  readonly allowed_providers: string[];
  readonly denied_providers: string[];
  readonly organization_allowed_models: string[];
  readonly organization_denied_models: string[];
  readonly organization_allowed_providers: string[];
  readonly organization_denied_providers: string[];
  readonly default_policy_id: string | null;
  readonly requests_per_minute: number | null;
  readonly tokens_per_minute: number | null;
  readonly max_concurrency: number | null;
  readonly budget_nano_usd: string | null;
  readonly budget_window: 'day' | 'week' | 'month' | 'total' | null;
  readonly expires_at: Date | null;
  readonly status: Principal['organizationStatus'];
  readonly billing_mode: 'prepaid' | 'postpaid';
  readonly markup_basis_points: number;
  readonly credit_nano_usd: string;
}

interface BudgetRow {
  readonly scope: LimitRule['scope'];
  readonly scope_id: string;
  readonly kind: LimitRule['kind'];
  readonly window: LimitRule['window'];
  readonly cap: string;
}

interface PolicyRow {
  readonly id: string;
  readonly name: string;
  readonly is_archived: boolean;
  readonly version: number | null;
  readonly document: unknown;
}

interface CredentialRow {
  readonly id: string;
  readonly provider: string;
  readonly name: string;
  readonly ciphertext: Buffer;
  readonly key_version: number;
  readonly last_four: string;
  readonly base_url: string | null;
  readonly fallback_to_shared: boolean;
}

const FIND_KEY = `
  SELECT k.id, k.organization_id, k.project_id, k.created_by_user_id, k.allowed_models, k.denied_models, k.allowed_providers, k.denied_providers,
         coalesce(k.default_policy_id, p.default_policy_id) AS default_policy_id, o.allowed_models AS organization_allowed_models,
         o.denied_models AS organization_denied_models, o.allowed_providers AS organization_allowed_providers,
         o.denied_providers AS organization_denied_providers, k.requests_per_minute, k.tokens_per_minute,
         k.max_concurrency, k.budget_nano_usd, k.budget_window, k.expires_at, o.status, o.billing_mode, o.markup_basis_points, o.credit_nano_usd
  FROM api_keys k
  JOIN organizations o ON o.id = k.organization_id
  JOIN projects p ON p.id = k.project_id AND p.archived_at IS NULL
  WHERE k.hash = $1 AND k.revoked_at IS NULL`;

const FIND_BUDGETS = `
  SELECT scope, scope_id, kind, "window", cap FROM budgets
  WHERE organization_id = $1 AND (scope, scope_id) IN (
    ('organization'::"LimitScope", $1), ('project'::"LimitScope", $2), ('key'::"LimitScope", $3), ('member'::"LimitScope", $4))`;

const FIND_CREDENTIALS = `
  SELECT id, provider, name, ciphertext, key_version, last_four, base_url, fallback_to_shared FROM provider_credentials
  WHERE organization_id = $1 AND disabled_at IS NULL ORDER BY created_at, id`;

/** Archived ones too: whoever names one is told so. */
const FIND_POLICIES = `
  SELECT p.id, p.name, p.archived_at IS NOT NULL AS is_archived, v.version, v.document
  FROM routing_policies p LEFT JOIN routing_policy_versions v ON v.policy_id = p.id AND v.version = p.published_version
  WHERE p.organization_id = $1 ORDER BY p.name`;

export interface TenantSourceOptions {
  /** Opens the keys that organizations bring themselves; without it none can be opened. */
  readonly cipher?: CredentialCipher | null;
  /** A credential is there and cannot be opened: a key of the instance is missing, or a row was changed. */
  readonly onSealed?: (credentialId: string, error: unknown) => void;
}

/** Reads tenants with the gateway's own role, which may read every tenant and write none. */
export function postgresTenantSource(pool: pg.Pool, options: TenantSourceOptions = {}): TenantSource {
  return {
    async findPrincipal(keyHash) {
      const key = (await pool.query<KeyRow>(FIND_KEY, [keyHash])).rows[0];
      if (key === undefined) return null;
      const [budgets, credentials, saved] = await Promise.all([
        pool.query<BudgetRow>(FIND_BUDGETS, [key.organization_id, key.project_id, key.id, key.created_by_user_id ?? '']),
        pool.query<CredentialRow>(FIND_CREDENTIALS, [key.organization_id]),
        pool.query<PolicyRow>(FIND_POLICIES, [key.organization_id]),
      ]);
      const limits = [...rulesOfKey(key), ...budgets.rows.map((row) => ruleOfBudget(row, key.organization_id))];
      const ownCredentials = credentials.rows.map((row) => openCredential(row, key.organization_id, options));
      const policies = saved.rows.map(toPolicy);
      // One of another organization is not among them: it would be none of this key's business.
      const defaultPolicy = policies.find(({ id }) => id === key.default_policy_id) ?? null;
      return toPrincipal(key, { limits, ownCredentials, policies, defaultPolicy });
    },
  };
}

function openCredential(row: CredentialRow, organizationId: string, { cipher, onSealed }: TenantSourceOptions): OwnCredential {
  const { id, provider, name, last_four: lastFour, base_url: baseUrl, fallback_to_shared: fallbackToShared } = row;
  const credential = { id, provider, name, lastFour, baseUrl, fallbackToShared };
  try {
    if (cipher == null) throw new Error('no key to open credentials with is configured');
    const sealed = { ciphertext: row.ciphertext, keyVersion: row.key_version };
    return { ...credential, values: cipher.open(sealed, { organizationId, credentialId: id, provider, baseUrl }) };
  } catch (error) {
    onSealed?.(id, error);
    return { ...credential, values: null };
  }
}

function toPrincipal(key: KeyRow, rest: Pick<Principal, 'limits' | 'ownCredentials' | 'policies' | 'defaultPolicy'>): Principal {
  return {
    keyId: key.id,
    organizationId: key.organization_id,
    projectId: key.project_id,
    createdByUserId: key.created_by_user_id,
    expiresAtMs: key.expires_at?.getTime() ?? null,
    accessLists: accessLists(key),
    markupBasisPoints: key.markup_basis_points,
    organizationStatus: key.status,
    hardCap: key.billing_mode === 'prepaid',
    ...rest,
  };
}

function accessLists(key: KeyRow): readonly AccessLists[] {
  const ofOrganization: AccessLists = {
    scope: 'organization',
    allowedModels: new Set(key.organization_allowed_models),
    deniedModels: new Set(key.organization_denied_models),
    allowedProviders: new Set(key.organization_allowed_providers),
    deniedProviders: new Set(key.organization_denied_providers),
  };
  const ofKey: AccessLists = {
    scope: 'key',
    allowedModels: new Set(key.allowed_models),
    deniedModels: new Set(key.denied_models),
    allowedProviders: new Set(key.allowed_providers),
    deniedProviders: new Set(key.denied_providers),
  };
  return [ofOrganization, ofKey].filter((lists) => !areEmpty(lists));
}

function toPolicy({ id, name, is_archived: isArchived, version, document }: PolicyRow): SavedPolicy {
  return { id, name, isArchived, published: version === null ? null : { version, document } };
}

function rulesOfKey(key: KeyRow): LimitRule[] {
  const rule = (kind: LimitRule['kind'], window: LimitRule['window'], cap: bigint): LimitRule =>
    makeRule(key.organization_id, { scope: 'key', scopeId: key.id, kind, window, cap });
  const rules: LimitRule[] = [];
  if (key.requests_per_minute !== null) rules.push(rule('requests', 'minute', BigInt(key.requests_per_minute)));
  if (key.tokens_per_minute !== null) rules.push(rule('tokens', 'minute', BigInt(key.tokens_per_minute)));
  if (key.max_concurrency !== null) rules.push(rule('concurrency', 'instant', BigInt(key.max_concurrency)));
  if (key.budget_nano_usd !== null) rules.push(rule('money', key.budget_window ?? 'total', BigInt(key.budget_nano_usd)));
  // What was paid in advance is a cap on everything the organization ever spends.
  if (key.billing_mode === 'prepaid') {
    rules.push(
      makeRule(
        key.organization_id,
        { scope: 'organization', scopeId: key.organization_id, kind: 'money', window: 'total', cap: BigInt(key.credit_nano_usd) },
        'prepaid',
      ),
    );
  }
  return rules;
}

function ruleOfBudget(row: BudgetRow, organizationId: string): LimitRule {
  return makeRule(organizationId, { scope: row.scope, scopeId: row.scope_id, kind: row.kind, window: row.window, cap: BigInt(row.cap) }, 'budget');
}

function makeRule(organizationId: string, rule: Omit<LimitRule, 'id' | 'organizationId'>, origin = 'key'): LimitRule {
  return { ...rule, organizationId, id: `${origin}:${rule.scope}:${rule.scopeId}:${rule.kind}:${rule.window}` };
}
