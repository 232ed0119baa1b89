import { readFileSync } from 'node:fs';
import path from 'node:path';
import { apiKeyParts, generateApiKey, hashApiKey } from '@modelhub/access/api-key';
import { newId } from '@modelhub/core/ids';
import { createTestDatabase, freePort, startTestPostgres } from '@modelhub/testing/postgres';
import pg from 'pg';
import { LOAD_CORE, startPinned, TARGET_CORE, type Command, type PinnedProcess } from './pinned-process.ts';
import { waitUntilReady, type RunningTarget, type TargetContext } from './running-target.ts';

const PEPPER = 'pepper of the benchmark';
/** Written into the run's folder; the interval in microseconds, the file's name follows. */
const PROFILE = ['--cpu-prof', '--cpu-prof-interval', '200', '--cpu-prof-name'];
/** High enough to be counted and never reached. */
const LIMITS = { requestsPerMinute: 2_000_000_000, tokensPerMinute: 2_000_000_000, maxConcurrency: 1_000_000, budgetNanoUsd: 10n ** 17n };

/** Which gateway: a checkout with its dependencies installed, and what the report calls it. */
export interface GatewayCheckout {
  readonly name: 'modelhub' | 'before';
  readonly root: string;
}

/**
 * ModelHub as it runs in production, with everything switched on: a real key out of a real PostgreSQL, limits of requests, tokens, money and
 * concurrency on the key and a budget on its organization, metering, and the journal on disk.
 */
export async function startGatewayTarget(context: TargetContext, { name, root }: GatewayCheckout): Promise<RunningTarget> {
  const postgres = await startTestPostgres();
  const database = await createTestDatabase(postgres.adminUrl);
  const apiKey = generateApiKey();
  await addKey(database.url, apiKey);
  const [port, metricsPort, workerPort] = [await freePort(), await freePort(), await freePort()];
  const upstream = `http://127.0.0.1:${context.upstreamPort}`;
  const shared = { DATABASE_URL: database.url, JOURNAL_DIR: path.join(context.directory, `journal-${name}`), LOG_LEVEL: 'warn' };
  const start = (flags: readonly string[]): Promise<PinnedProcess> =>
    startReady({ port, args: [...flagsOf(root), ...flags, path.join(root, 'apps/gateway/src/server.ts')], cwd: context.directory, env });
  const env = {
    ...shared,
    NODE_ENV: 'production',
    NODE_COMPILE_CACHE: path.join(context.directory, `compiled-${name}`),
    GATEWAY_PORT: String(port),
    GATEWAY_METRICS_PORT: String(metricsPort),
    GATEWAY_ID: `bench-${name}`,
    API_KEY_PEPPER: PEPPER,
    OPENAI_API_KEY: 'sk-bench',
    OPENAI_BASE_URL: `${upstream}/v1`,
    ANTHROPIC_API_KEY: 'sk-bench',
    ANTHROPIC_BASE_URL: upstream,
  };
  // The first start writes the cache of compiled sources, from which `npm start` has it from its second time on: what strips types is not loaded then.
  await (await start([])).stop();
  const gateway = await start(context.withProfile ? [...PROFILE, `${name}.cpuprofile`] : []);
  const worker = context.withWorker
    ? startPinned({
        core: LOAD_CORE,
        program: process.execPath,
        args: [path.join(root, 'apps/worker/src/main.ts')],
        cwd: context.directory,
        env: { ...shared, WORKER_ID: `bench-${name}`, WORKER_PORT: String(workerPort), MAIL_DIR: path.join(context.directory, 'mail') },
      })
    : null;
  if (worker !== null) await waitUntilReady(`http://127.0.0.1:${workerPort}/readyz`, worker);
  return {
    name,
    port,
    pid: gateway.pid,
    apiKey,
    canTranslate: true,
    isCompiledAhead: false,
    async stop() {
      await gateway.stop();
      await worker?.stop();
      await postgres.stop();
    },
  };
}

interface GatewayCommand extends Pick<Command, 'args' | 'cwd' | 'env'> {
  readonly port: number;
}

async function startReady({ port, ...command }: GatewayCommand): Promise<PinnedProcess> {
  const gateway = startPinned({ core: TARGET_CORE, program: process.execPath, ...command });
  await waitUntilReady(`http://127.0.0.1:${port}/readyz`, gateway);
  return gateway;
}

/** What the checkout's own `start` script gives Node: a change of flags is a change like any other. */
function flagsOf(root: string): string[] {
  const { scripts } = JSON.parse(readFileSync(path.join(root, 'apps/gateway/package.json'), 'utf8')) as { readonly scripts: { readonly start: string } };
  return scripts.start.split(' ').filter((word) => word.startsWith('--'));
}

async function addKey(databaseUrl: string, apiKey: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const [organizationId, projectId] = [newId('organization'), newId('project')];
  const { prefix, lastFour } = apiKeyParts(apiKey);
  try {
    await client.query(`INSERT INTO organizations (id, name, slug, updated_at) VALUES ($1, 'Benchmark', 'benchmark', now())`, [organizationId]);
    await client.query(`INSERT INTO projects (id, organization_id, name) VALUES ($1, $2, 'Default')`, [projectId, organizationId]);
    await client.query(
      `INSERT INTO api_keys (id, organization_id, project_id, name, hash, prefix, last_four, requests_per_minute, tokens_per_minute, max_concurrency,
                             budget_nano_usd, budget_window)
       VALUES ($1, $2, $3, 'Benchmark', $4, $5, $6, $7, $8, $9, $10, 'month')`,
      [
        newId('apiKey'),
        organizationId,
        projectId,
        hashApiKey(apiKey, PEPPER),
        prefix,
        lastFour,
        LIMITS.requestsPerMinute,
        LIMITS.tokensPerMinute,
        LIMITS.maxConcurrency,
        LIMITS.budgetNanoUsd,
      ],
    );
    await client.query(
      `INSERT INTO budgets (id, organization_id, scope, scope_id, kind, "window", cap, updated_at) VALUES ($1, $2, 'organization', $2, 'money', 'month', $3, now())`,
      [newId('budget'), organizationId, LIMITS.budgetNanoUsd],
    );
  } finally {
    await client.end();
  }
}
