import { apiKeyParts, generateApiKey, hashApiKey } from '@modelhub/access/api-key';
import { hashPassword } from '@modelhub/access/password';
import { newId } from '@modelhub/core/ids';
import pg from 'pg';
import { seedPrices } from './prices.ts';

export interface SeedOptions {
  /** As the owner, past row-level security. */
  readonly databaseUrl: string;
  /** The key of the HMAC under which API keys are stored. */
  readonly pepper: string;
  readonly user: { readonly name: string; readonly email: string; readonly password: string };
  /** The demo key of an earlier seed; it stays the demo key while it can be used. */
  readonly apiKey: string | undefined;
}

export interface SeedResult {
  readonly organizationId: string;
  /** A key that works: the one that was given, or a new one when that was revoked, has expired, or is stored under another pepper. */
  readonly apiKey: string;
}

const ORGANIZATION = { name: 'Demo', slug: 'demo' } as const;
const PROJECT = 'Default';
const KEY_NAME = 'Demo key';
/** Any constant: two starts on one database seed it one after the other. */
const LOCK_ID = 7_266_305;

/**
 * Puts in what a new instance begins with: the catalog's prices, and a person with a confirmed address who owns an organization with a
 * project and a key. Whatever is there already stays as it is, so it may run at every start. It makes up no usage.
 */
export async function seed(options: SeedOptions): Promise<SeedResult> {
  const client = new pg.Client({ connectionString: options.databaseUrl, application_name: 'modelhub seed' });
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK_ID]);
    await seedPrices(client);
    const userId = await ensureUser(client, options.user);
    const { organizationId, projectId } = await ensureOrganization(client, { userId, email: options.user.email });
    const apiKey = await ensureKey(client, { ...options, organizationId, projectId, userId });
    await client.query('COMMIT');
    return { organizationId, apiKey };
  } finally {
    await client.end();
  }
}

/** A password that the person has changed stays changed. */
async function ensureUser(client: pg.Client, user: SeedOptions['user']): Promise<string> {
  const known = await idOf(client, 'SELECT id FROM users WHERE email = $1', [user.email]);
  if (known !== undefined) return known;
  const id = newId('user');
  await client.query('INSERT INTO users (id, email, name, password_hash, email_verified, updated_at) VALUES ($1, $2, $3, $4, now(), now())', [
    id,
    user.email,
    user.name,
    await hashPassword(user.password),
  ]);
  return id;
}

async function ensureOrganization(client: pg.Client, owner: { userId: string; email: string }): Promise<{ organizationId: string; projectId: string }> {
  const organizationId = (await idOf(client, 'SELECT id FROM organizations WHERE slug = $1', [ORGANIZATION.slug])) ?? newId('organization');
  await client.query('INSERT INTO organizations (id, name, slug, billing_email, updated_at) VALUES ($1, $2, $3, $4, now()) ON CONFLICT (id) DO NOTHING', [
    organizationId,
    ORGANIZATION.name,
    ORGANIZATION.slug,
    owner.email,
  ]);
  await client.query(
    `INSERT INTO memberships (id, organization_id, user_id, role) VALUES ($1, $2, $3, 'owner') ON CONFLICT (organization_id, user_id) DO NOTHING`,
    [newId('membership'), organizationId, owner.userId],
  );
  const known = await idOf(client, 'SELECT id FROM projects WHERE organization_id = $1 AND archived_at IS NULL ORDER BY created_at LIMIT 1', [organizationId]);
  if (known !== undefined) return { organizationId, projectId: known };
  const projectId = newId('project');
  await client.query('INSERT INTO projects (id, organization_id, name) VALUES ($1, $2, $3)', [projectId, organizationId, PROJECT]);
  return { organizationId, projectId };
}

async function ensureKey(
  client: pg.Client,
  wanted: { apiKey: string | undefined; pepper: string; organizationId: string; projectId: string; userId: string },
): Promise<string> {
  const { apiKey, pepper, organizationId, projectId, userId } = wanted;
  if (apiKey !== undefined) {
    const usable = await idOf(
      client,
      `SELECT k.id FROM api_keys k JOIN projects p ON p.id = k.project_id AND p.archived_at IS NULL
       WHERE k.hash = $1 AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())`,
      [hashApiKey(apiKey, pepper)],
    );
    if (usable !== undefined) return apiKey;
  }
  const key = generateApiKey();
  const { prefix, lastFour } = apiKeyParts(key);
  await client.query(
    `INSERT INTO api_keys (id, organization_id, project_id, created_by_user_id, name, hash, prefix, last_four)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [newId('apiKey'), organizationId, projectId, userId, KEY_NAME, hashApiKey(key, pepper), prefix, lastFour],
  );
  return key;
}

async function idOf(client: pg.Client, sql: string, values: readonly string[]): Promise<string | undefined> {
  const { rows } = await client.query<{ id: string }>(sql, [...values]);
  return rows[0]?.id;
}
