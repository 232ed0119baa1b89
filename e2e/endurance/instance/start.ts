import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { apiKeyParts, generateApiKey, hashApiKey } from '@modelhub/access/api-key';
import { createTestDatabase, freePort } from '@modelhub/testing/postgres';
import { startTestRedis } from '@modelhub/testing/redis';
import pg from 'pg';
import { ManagedProcess } from '../../campaign/instance/managed-process.ts';
import { openDescriptors, residentMb } from '../figures/process-figures.ts';
import { startProvider, type Provider } from './provider.ts';

const APPS = path.join(import.meta.dirname, '..', '..', '..', 'apps');
const PEPPER = 'pepper of the endurance campaign';
const GATEWAY_ID = 'endurance';

/** What the gateway's process needs at a moment. */
export interface GatewayFigures {
  readonly residentMb: number;
  readonly heapUsedMb: number;
  /** Memory of buffers, outside of the heap. */
  readonly externalMb: number;
  readonly descriptors: number;
  readonly inFlight: number;
  /** Connections that were cut because their clients did not read, so far. */
  readonly unreadCut: number;
  readonly loopDelayMsP50: number;
  readonly loopDelayMsP99: number;
}

export interface KeyLimits {
  readonly requestsPerMinute?: number;
  readonly tokensPerMinute?: number;
  readonly maxConcurrency?: number;
  readonly budgetNanoUsd?: bigint;
}

export interface TestKey {
  readonly secret: string;
  readonly keyId: string;
  readonly organizationId: string;
}

/** A gateway in a process of its own between a campaign and its providers. */
export interface EnduranceInstance {
  readonly port: number;
  readonly pid: number;
  readonly provider: Provider;
  /** As the owner of the database, past row-level security. */
  readonly sql: pg.Pool;
  /** Of this gateway's own journal. */
  readonly journalFolder: string;
  readonly redisUrl: string | null;
  addKey(limits: KeyLimits): Promise<TestKey>;
  figures(options?: { readonly isCollected: boolean }): Promise<GatewayFigures>;
  /** Requests that were sent to a provider and have ended, by the gateway's own count. */
  endedRequests(): Promise<number>;
  /** The last lines of the gateway and of the worker, for when something failed. */
  output(): string;
  close(): Promise<void>;
}

export interface InstanceOptions {
  readonly adminUrl: string;
  readonly withRedis?: boolean;
  readonly withWorker?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** Everything that was started is stopped by `close`, and by a start that fails. */
export async function startInstance({ adminUrl, withRedis = false, withWorker = false, env = {} }: InstanceOptions): Promise<EnduranceInstance> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const one of closers.splice(0).reverse()) await one();
  };
  try {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'modelhub-endurance-'));
    closers.push(() => rm(folder, { recursive: true, force: true }));
    const database = await createTestDatabase(adminUrl);
    closers.push(() => database.drop());
    const sql = new pg.Pool({ connectionString: database.url, max: 2 });
    closers.push(() => sql.end());
    const redis = withRedis ? await startTestRedis() : undefined;
    if (withRedis && redis === undefined) throw new Error('this campaign needs redis-server or valkey-server');
    if (redis !== undefined) closers.push(() => redis.stop());
    const provider = await startProvider();
    closers.push(() => provider.close());
    const common = {
      DATABASE_URL: database.url,
      JOURNAL_DIR: path.join(folder, 'journal'),
      LOG_LEVEL: 'warn',
      ...(redis === undefined ? {} : { REDIS_URL: redis.url }),
    };
    const worker = withWorker ? await workerOf({ ...common, MAIL_DIR: path.join(folder, 'mail') }) : null;
    await worker?.start();
    if (worker !== null) closers.push(() => worker.stop());
    const [port, metricsPort, probePort] = [await freePort(), await freePort(), await freePort()];
    const gateway = gatewayOf({ ...common, ...providersAt(provider.url), ...env }, { port, metricsPort, probePort });
    await gateway.start();
    closers.push(() => gateway.stop());
    return {
      port,
      pid: gateway.pid,
      provider,
      sql,
      journalFolder: path.join(common.JOURNAL_DIR, GATEWAY_ID),
      redisUrl: redis?.url ?? null,
      addKey: (limits) => addKey(sql, limits),
      figures: (options) => figuresOf(gateway.pid, { metricsPort, probePort, isCollected: options?.isCollected ?? false }),
      endedRequests: async () => endedIn(await metricsOf(metricsPort)),
      output: () => `${gateway.output}${worker?.output ?? ''}`,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function workerOf(env: Readonly<Record<string, string>>): Promise<ManagedProcess> {
  const port = await freePort();
  return new ManagedProcess({
    name: 'worker',
    file: path.join(APPS, 'worker', 'src', 'main.ts'),
    env: { ...env, WORKER_PORT: String(port), WORKER_ID: GATEWAY_ID },
    readyUrl: `http://127.0.0.1:${port}/readyz`,
  });
}

interface Ports {
  readonly port: number;
  readonly metricsPort: number;
  readonly probePort: number;
}

function gatewayOf(env: Readonly<Record<string, string>>, { port, metricsPort, probePort }: Ports): ManagedProcess {
  return new ManagedProcess({
    name: 'gateway',
    // As the gateway's own `start` script has it, and what the probe needs.
    flags: ['--max-semi-space-size=8', '--no-allocation-site-pretenuring', '--expose-gc', '--import', path.join(import.meta.dirname, 'probe.ts')],
    file: path.join(APPS, 'gateway', 'src', 'server.ts'),
    env: {
      NODE_ENV: 'production',
      GATEWAY_PORT: String(port),
      GATEWAY_METRICS_PORT: String(metricsPort),
      GATEWAY_ID,
      API_KEY_PEPPER: PEPPER,
      PROBE_PORT: String(probePort),
      ...env,
    },
    readyUrl: `http://127.0.0.1:${port}/readyz`,
  });
}

/** One process is all of them: two of one model among them, so that there is something to fall back on. */
function providersAt(url: string): Readonly<Record<string, string>> {
  const addresses = { OPENAI: `${url}/v1`, ANTHROPIC: url, DEEPINFRA: `${url}/deepinfra`, NOVITA_AI: `${url}/novita` };
  return Object.fromEntries(
    Object.entries(addresses).flatMap(([name, address]) => [
      [`${name}_API_KEY`, 'sk-endurance'],
      [`${name}_BASE_URL`, address],
    ]),
  );
}

let keys = 0;

/** A key of an organization of its own. */
async function addKey(sql: pg.Pool, limits: KeyLimits): Promise<TestKey> {
  keys += 1;
  const secret = generateApiKey();
  const { prefix, lastFour } = apiKeyParts(secret);
  const [organizationId, projectId, keyId] = [`org_endurance_${keys}`, `prj_endurance_${keys}`, `key_endurance_${keys}`];
  await sql.query('INSERT INTO organizations (id, name, slug, updated_at) VALUES ($1, $2, $3, now())', [
    organizationId,
    `Endurance ${keys}`,
    `endurance-${keys}`,
  ]);
  await sql.query('INSERT INTO projects (id, organization_id, name) VALUES ($1, $2, $3)', [projectId, organizationId, 'Default']);
  await sql.query(
    `INSERT INTO api_keys (id, organization_id, project_id, name, hash, prefix, last_four, requests_per_minute, tokens_per_minute, max_concurrency,
                           budget_nano_usd, budget_window)
     VALUES ($1, $2, $3, 'Endurance', $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      keyId,
      organizationId,
      projectId,
      hashApiKey(secret, PEPPER),
      prefix,
      lastFour,
      limits.requestsPerMinute ?? null,
      limits.tokensPerMinute ?? null,
      limits.maxConcurrency ?? null,
      limits.budgetNanoUsd ?? null,
      limits.budgetNanoUsd === undefined ? null : 'month',
    ],
  );
  return { secret, keyId, organizationId };
}

interface Probe {
  readonly heapUsed: number;
  readonly external: number;
  readonly arrayBuffers: number;
  readonly loopDelayMsP50: number;
  readonly loopDelayMsP99: number;
}

async function figuresOf(
  pid: number,
  from: { readonly metricsPort: number; readonly probePort: number; readonly isCollected: boolean },
): Promise<GatewayFigures> {
  const probe = (await (await fetch(`http://127.0.0.1:${from.probePort}/${from.isCollected ? 'collected' : ''}`)).json()) as Probe;
  const metrics = await metricsOf(from.metricsPort);
  return {
    residentMb: residentMb(pid),
    heapUsedMb: probe.heapUsed / 1_000_000,
    externalMb: probe.external / 1_000_000,
    descriptors: openDescriptors(pid),
    inFlight: plainMetric(metrics, 'modelhub_requests_in_flight'),
    unreadCut: plainMetric(metrics, 'modelhub_unread_cut_total'),
    loopDelayMsP50: probe.loopDelayMsP50,
    loopDelayMsP99: probe.loopDelayMsP99,
  };
}

async function metricsOf(port: number): Promise<string> {
  return (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
}

/** One without labels of its own. */
function plainMetric(metrics: string, name: string): number {
  return Number(new RegExp(String.raw`^${name}(?:\{[^}]*\})? (\d+)$`, 'm').exec(metrics)?.[1] ?? Number.NaN);
}

function endedIn(metrics: string): number {
  return [...metrics.matchAll(/^modelhub_requests_total\{[^}]*\} (\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
}
