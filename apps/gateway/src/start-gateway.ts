import cluster from 'node:cluster';
import { mkdirSync } from 'node:fs';
import { CredentialCipher } from '@modelhub/access/credential-cipher';
import { PrincipalCache } from '@modelhub/access/principal-cache';
import { postgresSpentReader } from '@modelhub/access/spent-reader';
import { postgresTenantSource } from '@modelhub/access/tenant-source';
import { offerOwnModels } from '@modelhub/catalog/catalog';
import { catalogVersion } from '@modelhub/catalog/catalog-version';
import { ownModels } from '@modelhub/catalog/own-models';
import { priceById } from '@modelhub/catalog/price';
import { systemClock, type Clock } from '@modelhub/core/clock';
import { databaseUrlAs } from '@modelhub/db/database-url';
import { createPool } from '@modelhub/db/pool';
import { createLimitService } from '@modelhub/limits/limit-service';
import { replayJournal } from '@modelhub/metering/journal/replay';
import { createJournalWriter } from '@modelhub/metering/journal/writer';
import type { Logger } from '@modelhub/observability/logger';
import { serveMetrics } from '@modelhub/observability/metrics';
import { configuredProviders, providerAddresses } from '@modelhub/providers/registry';
import { TokenCounter } from '@modelhub/tokens/token-counter';
import { createSharedState } from '@modelhub/state/connect';
import type { FastifyInstance } from 'fastify';
import { EndpointFiguresReader } from './account/endpoint-figures.ts';
import { ProviderAccounts } from './accounts/provider-account.ts';
import { buildApp, type Lifecycle } from './app.ts';
import { assertFree, BACKLOG, CAN_SHARE_PORT, openDoors, type Address } from './doors.ts';
import { providerSettings, type Env } from './env.ts';
import type { Gateway } from './gateway.ts';
import { RetryBudget } from './health/retry-budget.ts';
import { SessionCaches } from './health/session-caches.ts';
import { startHealth } from './health/start-health.ts';
import { openFastPath } from './inbound/fast-path.ts';
import { GatewayMetrics } from './metrics.ts';
import { RequestWatch } from './pipeline/request-watch.ts';
import { UnreadAnswers } from './pipeline/unread-answers.ts';
import { BackgroundRuns } from './responses/background-runs.ts';
import { ResponseStore } from './responses/response-store.ts';
import { GoogleSignIn } from './upstream/google-sign-in.ts';
import { Upstreams } from './upstream/upstreams.ts';

/** A power cut loses at most this much of the journal; a killed process loses nothing. */
const JOURNAL_SYNC_MS = 200;
/** Requests that were told to end get that long to write their last words. */
const SHUT_DOWN_MS = 2_000;
/** Look-ups of keys that are new to this gateway, and of what budgets have cost. */
const DATABASE_CONNECTIONS = 8;
/** Responses that are kept, and looked for. */
const RESPONSE_CONNECTIONS = 4;

export interface RunningGateway {
  readonly port: number;
  readonly metricsPort: number;
  /** Lets requests under way end, ends the others, and gives everything back. */
  close(): Promise<void>;
}

/** Opens the journal, settles what an earlier life left open, and serves. Rejects when a port or the journal's folder is not to be had. */
export async function startGateway({
  env,
  logger,
  clock = systemClock,
}: {
  readonly env: Env;
  readonly logger: Logger;
  readonly clock?: Clock;
}): Promise<RunningGateway> {
  const closers: (() => Promise<unknown>)[] = [];
  const closeAll = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    offerOwnModels(ownModels(env));
    // Found out now, so that no request waits for it.
    catalogVersion();
    mkdirSync(env.JOURNAL_DIR, { recursive: true });
    const journal = createJournalWriter({
      directory: env.JOURNAL_DIR,
      gatewayId: env.GATEWAY_ID,
      clock,
      syncIntervalMs: JOURNAL_SYNC_MS,
      onStateChange: (state, cause) =>
        state === 'failed' ? logger.error({ err: cause }, 'the journal does not take records') : logger.info('the journal takes records again'),
    });
    closers.push(() => journal.close());
    const replayed = await replayJournal({ writer: journal, priceOf: priceById, clock });
    if (replayed.settled.length > 0) logger.info({ settled: replayed.settled.length }, 'requests of an earlier life were settled');

    const pool = createPool({
      databaseUrl: env.DATABASE_URL,
      role: 'modelhub_gateway',
      max: DATABASE_CONNECTIONS,
      applicationName: 'modelhub gateway',
      connectionTimeoutMs: 3_000,
      onIdleError: (error) => logger.warn({ err: error }, 'a database connection broke'),
    });
    closers.push(() => pool.end());
    // Connections of their own: large answers that are written must not keep keys from being looked up.
    const responsesPool = createPool({
      databaseUrl: env.DATABASE_URL,
      role: 'modelhub_gateway',
      max: RESPONSE_CONNECTIONS,
      applicationName: 'modelhub gateway responses',
      connectionTimeoutMs: 3_000,
      onIdleError: (error) => logger.warn({ err: error }, 'a database connection broke'),
    });
    closers.push(() => responsesPool.end());
    const responses = new ResponseStore({ pool: responsesPool, gatewayId: env.GATEWAY_ID, logger });
    closers.push(() => responses.close());
    const backgroundRuns = new BackgroundRuns(responses, logger);
    closers.push(async () => backgroundRuns.close());
    const state = await createSharedState({
      ...(env.REDIS_URL === undefined ? {} : { redisUrl: env.REDIS_URL }),
      databaseUrl: databaseUrlAs(env.DATABASE_URL, 'modelhub_gateway'),
      gatewayId: env.GATEWAY_ID,
    });
    closers.push(() => state.close());
    const readSpent = postgresSpentReader(pool);
    const limits = createLimitService({ state, clock, readSpent });
    closers.push(() => limits.close());
    const signIn = new GoogleSignIn({ clock, logger });
    closers.push(async () => signIn.close());
    const providers = await signIn.connectAll(configuredProviders(providerSettings(env)));
    const accounts = new ProviderAccounts({ providers, addresses: providerAddresses(providerSettings(env)) });
    const upstreams = new Upstreams(providers, {
      customAddresses: env.CUSTOM_BASE_URL_PRIVATE_ALLOWED === 'true' ? 'private-allowed' : 'public',
      connectTimeoutMs: env.UPSTREAM_CONNECT_TIMEOUT_MS,
    });
    closers.push(() => upstreams.close());
    const watch = new RequestWatch();
    closers.push(async () => watch.close());
    const unreadAnswers = new UnreadAnswers({ timeoutMs: env.UPSTREAM_IDLE_TIMEOUT_MS, bytesPerSecondMin: env.CLIENT_BYTES_PER_SECOND_MIN });
    closers.push(async () => unreadAnswers.close());

    const tokens = new TokenCounter();
    closers.push(() => tokens.close());

    const metrics = new GatewayMetrics({ watch, unreadAnswers, journal });
    const health = startHealth({
      gatewayId: env.GATEWAY_ID,
      probeEveryMinutes: env.PROBE_EVERY_MINUTES,
      providers: [...providers.keys()],
      accounts,
      upstreams,
      exchange: state.health,
      pool,
      metrics: metrics.registry,
      clock,
      logger,
    });
    closers.push(() => health.close());

    const gateway: Gateway = {
      id: env.GATEWAY_ID,
      clock,
      logger,
      principals: new PrincipalCache({ source: tenantSource(pool, env, logger), invalidations: state.invalidations, pepper: env.API_KEY_PEPPER, clock }),
      limits,
      journal,
      providers,
      accounts,
      signIn,
      upstreams,
      ledger: { pool, readSpent },
      tokens,
      figures: new EndpointFiguresReader(pool),
      health: health.tracker,
      retryBudget: new RetryBudget(),
      sessionCaches: new SessionCaches(),
      metrics,
      watch,
      unreadAnswers,
      responses,
      backgroundRuns,
      settings: {
        dashboardUrl: env.DASHBOARD_PUBLIC_URL.replace(/\/+$/, ''),
        bodyBytesMax: env.BODY_BYTES_MAX,
        formBytesMax: env.FORM_BYTES_MAX,
        requestsInFlightMax: env.REQUESTS_IN_FLIGHT_MAX,
        startTimeoutMs: env.UPSTREAM_START_TIMEOUT_MS,
        firstTokenTimeoutMs: env.UPSTREAM_FIRST_TOKEN_TIMEOUT_MS,
        idleTimeoutMs: env.UPSTREAM_IDLE_TIMEOUT_MS,
        wholeStartTimeoutMs: env.UPSTREAM_WHOLE_START_TIMEOUT_MS,
        totalTimeoutMs: env.UPSTREAM_TOTAL_TIMEOUT_MS,
        streamTotalTimeoutMs: env.UPSTREAM_STREAM_TOTAL_TIMEOUT_MS,
        keepAliveMs: env.STREAM_KEEP_ALIVE_MS,
        attemptsWithinMs: env.UPSTREAM_ATTEMPTS_WITHIN_MS,
      },
    };
    return await serve(gateway, env, { closers, closeAll });
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** A key of a customer that does not open is the operator's to mend: each is said once. */
function tenantSource(pool: ReturnType<typeof createPool>, { CREDENTIALS_KEY: current, CREDENTIALS_KEY_PREVIOUS: previous }: Env, logger: Logger) {
  const said = new Set<string>();
  return postgresTenantSource(pool, {
    cipher: current === undefined ? null : new CredentialCipher({ current, previous }),
    onSealed(credentialId, error) {
      if (said.has(credentialId)) return;
      said.add(credentialId);
      logger.warn({ err: error, credentialId }, 'a provider key of a customer cannot be opened');
    },
  });
}

interface Closing {
  readonly closers: (() => Promise<unknown>)[];
  closeAll(): Promise<void>;
}

async function serve(gateway: Gateway, env: Env, { closers, closeAll }: Closing): Promise<RunningGateway> {
  const metricsServer = await serveMetrics(gateway.metrics.registry, { port: env.GATEWAY_METRICS_PORT, host: env.HOST });
  closers.push(() => new Promise((resolve) => metricsServer.close(resolve)));
  const lifecycle: Lifecycle = { isDraining: false };
  const app = buildApp(gateway, lifecycle);
  const fastPath = openFastPath(app.server, gateway, lifecycle);
  for (const server of [app.server, metricsServer]) server.on('connection', (socket) => gateway.unreadAnswers.add(socket));
  await gateway.upstreams.warmUp();
  const closeDoors = await listen(app, { port: env.GATEWAY_PORT, host: env.HOST });
  return {
    port: portOf(app.server.address()),
    metricsPort: portOf(metricsServer.address()),
    async close() {
      lifecycle.isDraining = true;
      const closed = Promise.all([app.close(), closeDoors()]);
      fastPath.drain();
      await gateway.watch.empty(env.DRAIN_TIMEOUT_MS);
      gateway.watch.shutDown();
      await gateway.watch.empty(SHUT_DOWN_MS);
      app.server.closeAllConnections();
      fastPath.close();
      await closed;
      metricsServer.closeAllConnections();
      await closeAll();
    },
  };
}

/** Processes that share a port have connections handed out by their parent. */
async function listen(app: FastifyInstance, address: Address): Promise<() => Promise<unknown>> {
  const hasDoors = CAN_SHARE_PORT && cluster.isPrimary;
  if (hasDoors) await assertFree(address);
  const options = { ...address, backlog: BACKLOG, reusePort: hasDoors };
  await app.listen(options);
  return hasDoors ? openDoors(app.server, address) : async () => {};
}

function portOf(address: ReturnType<import('node:net').Server['address']>): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}
