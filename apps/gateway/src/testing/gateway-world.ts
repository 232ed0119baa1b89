import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { CredentialCipher } from '@modelhub/access/credential-cipher';
import { apiKeyParts, generateApiKey, hashApiKey } from '@modelhub/access/api-key';
import { readRecords } from '@modelhub/metering/journal/reader';
import { listSegments } from '@modelhub/metering/journal/segments';
import type { JournalRecord } from '@modelhub/metering/journal/types';
import type { UsageEventSettled } from '@modelhub/metering/usage-event';
import { createLogger } from '@modelhub/observability/logger';
import { createTestDatabase, freePort, type TestDatabase } from '@modelhub/testing/postgres';
import OpenAI from 'openai';
import pg from 'pg';
import { readEnv, type Env } from '../env.ts';
import { startGateway, type RunningGateway } from '../start-gateway.ts';
import { startScriptedUpstream, type ScriptedUpstream } from './scripted-upstream.ts';

const PEPPER = 'a pepper for tests only';
const CREDENTIALS_KEY = Buffer.alloc(32, 5).toString('base64');

export interface GatewayWorld {
  readonly env: Env;
  readonly url: string;
  readonly database: TestDatabase;
  /** As the owner, past row-level security. */
  readonly sql: pg.Pool;
  readonly openai: ScriptedUpstream;
  readonly anthropic: ScriptedUpstream;
  gateway: RunningGateway;
  /** A new key of a new organization, with what a test wants to be different. */
  addKey(columns?: Readonly<Record<string, unknown>>, organization?: Readonly<Record<string, unknown>>): Promise<TestKey>;
  /** A provider key of the organization's own; returns its id. Gateways hear of it. */
  addCredential(organizationId: string, credential: TestCredential): Promise<string>;
  /** The official SDK, without retries of its own. */
  client(apiKey: string): OpenAI;
  post(apiKey: string, body: unknown, headers?: Readonly<Record<string, string>>, path?: string): Promise<Response>;
  journal(): Promise<JournalRecord[]>;
  /** The end of the event of an answer; waits for it. */
  settled(generationId: string): Promise<UsageEventSettled>;
  close(): Promise<void>;
}

export interface TestCredential {
  readonly provider: string;
  readonly apiKey: string;
  readonly name?: string;
  readonly baseUrl?: string | null;
  readonly fallbackToShared?: boolean;
  /** Whose it is by its seal, if not the organization's. */
  readonly sealedFor?: string;
}

export interface TestKey {
  readonly secret: string;
  readonly hash: string;
  readonly keyId: string;
  readonly organizationId: string;
}

/** A gateway on real PostgreSQL and a real journal, between the real SDK and two providers that do what a test says. */
export async function startGatewayWorld(adminUrl: string, overrides: Readonly<Record<string, string>> = {}): Promise<GatewayWorld> {
  const [database, openai, anthropic, folder] = await Promise.all([
    createTestDatabase(adminUrl),
    startScriptedUpstream(),
    startScriptedUpstream(),
    mkdtemp(path.join(os.tmpdir(), 'modelhub-gateway-')),
  ]);
  const sql = new pg.Pool({ connectionString: database.url, max: 2 });
  // The database is dropped under connections that are closing.
  sql.on('connect', (connection) => connection.on('error', () => {}));
  sql.on('error', () => {});
  const port = await freePort();
  const env = readEnv({
    GATEWAY_PORT: String(port),
    GATEWAY_METRICS_PORT: String(await freePort()),
    GATEWAY_ID: 'test',
    LOG_LEVEL: 'silent',
    DATABASE_URL: database.url,
    JOURNAL_DIR: folder,
    API_KEY_PEPPER: PEPPER,
    CREDENTIALS_KEY,
    OPENAI_API_KEY: 'upstream-openai-secret',
    OPENAI_BASE_URL: `${openai.url}/v1`,
    ANTHROPIC_API_KEY: 'upstream-anthropic-secret',
    ANTHROPIC_BASE_URL: anthropic.url,
    DRAIN_TIMEOUT_MS: '1000',
    ...overrides,
  });
  const url = `http://127.0.0.1:${port}`;
  const world: GatewayWorld = {
    env,
    url,
    database,
    sql,
    openai,
    anthropic,
    gateway: await startGateway({ env, logger: createLogger({ name: 'gateway', level: env.LOG_LEVEL }) }),
    addKey: (columns = {}, organization = {}) => addKey(sql, columns, organization),
    addCredential: (organizationId, credential) => addCredential(sql, organizationId, credential),
    client: (apiKey) => new OpenAI({ apiKey, baseURL: `${url}/v1`, maxRetries: 0 }),
    post: (apiKey, body, headers = {}, path = '/v1/chat/completions') =>
      fetch(url + path, {
        method: 'POST',
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' || body instanceof Uint8Array ? (body as string | Uint8Array<ArrayBuffer>) : JSON.stringify(body),
      }),
    journal: () => readJournal(path.join(folder, env.GATEWAY_ID)),
    settled: (generationId) => waitForSettled(world, generationId),
    async close() {
      await world.gateway.close();
      await Promise.all([sql.end(), openai.close(), anthropic.close()]);
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return world;
}

let tenants = 0;

async function addKey(sql: pg.Pool, columns: Readonly<Record<string, unknown>>, organization: Readonly<Record<string, unknown>>): Promise<TestKey> {
  tenants += 1;
  const secret = generateApiKey();
  const hash = hashApiKey(secret, PEPPER);
  const ids = { organizationId: `org_${tenants}`, keyId: `key_${tenants}` };
  await insert(sql, 'organizations', { id: ids.organizationId, name: 'Test', slug: `test-${tenants}`, updated_at: new Date(), ...organization });
  await insert(sql, 'projects', { id: `prj_${tenants}`, organization_id: ids.organizationId, name: 'Default' });
  const { prefix, lastFour } = apiKeyParts(secret);
  await insert(sql, 'api_keys', {
    id: ids.keyId,
    organization_id: ids.organizationId,
    project_id: `prj_${tenants}`,
    name: 'test',
    hash,
    prefix,
    last_four: lastFour,
    ...columns,
  });
  return { secret, hash, ...ids };
}

let credentials = 0;

async function addCredential(sql: pg.Pool, organizationId: string, credential: TestCredential): Promise<string> {
  credentials += 1;
  const id = `crd_${credentials}`;
  const { provider, apiKey, name = id, baseUrl = null, fallbackToShared = false, sealedFor = organizationId } = credential;
  const place = { organizationId: sealedFor, credentialId: id, provider, baseUrl };
  const { ciphertext, keyVersion } = new CredentialCipher({ current: CREDENTIALS_KEY }).seal({ apiKey }, place);
  await insert(sql, 'provider_credentials', {
    id,
    organization_id: organizationId,
    provider,
    name,
    ciphertext,
    key_version: keyVersion,
    last_four: apiKey.slice(-4),
    base_url: baseUrl,
    fallback_to_shared: fallbackToShared,
  });
  return id;
}

async function insert(sql: pg.Pool, table: string, row: Readonly<Record<string, unknown>>): Promise<void> {
  const names = Object.keys(row);
  await sql.query(
    `INSERT INTO ${table} (${names.map((name) => `"${name}"`).join(', ')}) VALUES (${names.map((_, i) => `$${i + 1}`).join(', ')})`,
    Object.values(row),
  );
}

async function readJournal(folder: string): Promise<JournalRecord[]> {
  const records: JournalRecord[] = [];
  for (const segment of await listSegments(folder)) for await (const { record } of readRecords(segment.path)) records.push(record);
  return records;
}

async function waitForSettled(world: GatewayWorld, generationId: string): Promise<UsageEventSettled> {
  for (let i = 0; i < 200; i += 1) {
    for (const record of await world.journal()) {
      if (record.kind === 'settle' && `gen_${record.event.eventId.replaceAll('-', '')}` === generationId) return record.event;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`${generationId} was not settled`);
}
