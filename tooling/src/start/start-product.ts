import { rmSync } from 'node:fs';
import { connect } from 'node:net';
import { offerOwnModels } from '@modelhub/catalog/catalog';
import { ownModels } from '@modelhub/catalog/own-models';
import { seed } from '@modelhub/seed';
import { prepareEmbeddedDatabase, prepareGivenDatabase, serverAnswers } from './database.ts';
import { readVariables, type Variables } from './env.ts';
import { takeLock } from './home-lock.mjs';
import { openHome, writeJson, type Home } from './home.ts';
import { demoModel, type Instance } from './instance.ts';
import { loopbackUrl, planInstance, type Plan } from './plan.ts';
import { postgresPlace } from './postgres/account.ts';
import { packagedPostgres } from './postgres/binaries.ts';
import { endStaleServer, ensureCluster, postgresProgram } from './postgres/cluster.ts';
import { endProcesses, readProcesses } from './processes.ts';
import { productPrograms } from './product-programs.ts';
import { machineVariables } from './program-env.ts';
import { answers, answersOk } from './readiness.ts';
import { loadSecrets, saveSecrets, type Secrets } from './secrets.ts';
import { providerStandInProgram, stripeStandInProgram } from './stand-ins.ts';
import { StartError } from './start-error.ts';
import { Supervisor } from './supervisor.ts';

const DEMO_USER = { name: 'Demo', email: 'demo@modelhub.example' } as const;

export interface StartOptions {
  /** The repository's root: where the code is and a `.env` may be. */
  readonly root: string;
  /** Where the instance lives, absolute. */
  readonly home: string;
  /** Node 24 or later, for the programs; the one that runs this by default. */
  readonly node?: string;
  /** Instead of the environment over the `.env` of `root`. */
  readonly variables?: Variables;
  readonly onStep?: (text: string) => void;
  /** Something worth a line while the product runs. */
  readonly onNote?: (text: string) => void;
}

export interface RunningProduct {
  readonly instance: Instance;
  /** A model that answers in the way this instance is set up. */
  readonly demoModel: string;
  /** Stops every program, PostgreSQL last. */
  stop(): Promise<void>;
  /** Ends every program at once. */
  kill(): void;
}

/**
 * Starts a whole product in a home folder of its own and resolves when every program is ready. Expects what `bootstrap` and
 * `buildDashboard` leave behind. The instance file is there from then until `stop`. Throws a `StartError`, with everything stopped
 * again; so it does after an abort of `signal`.
 */
export async function startProduct(options: StartOptions, signal?: AbortSignal): Promise<RunningProduct> {
  const lock = takeLock(options.home);
  if (!lock.isTaken) throw new StartError(`Process ${lock.pid} already runs a ModelHub in ${options.home}: stop it, or set MODELHUB_HOME to another folder.`);
  const { root, onStep = () => {}, onNote = () => {} } = options;
  const home = openHome(options.home);
  rmSync(home.instanceFile, { force: true });
  if ((await endProcesses(readProcesses(home.processesFile))) > 0) onNote('Programs that an earlier run had left behind were ended.');
  const supervisor = new Supervisor(home, onNote);
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> =>
    (stopping ??= supervisor.stop().finally(() => {
      rmSync(home.instanceFile, { force: true });
      lock.release();
    }));
  signal?.addEventListener('abort', () => void stop());
  try {
    const secrets = loadSecrets(home.secretsFile);
    const variables = options.variables ?? readVariables(root);
    const plan = await planInstance({ root, home, secrets, variables });
    const start: Start = { plan, home, secrets, supervisor, machine: { root, node: options.node ?? process.execPath, env: machineVariables(variables) } };
    for (const [step, act] of steps(start)) {
      signal?.throwIfAborted();
      onStep(step);
      await act();
    }
    return { instance: publishInstance(start), demoModel: demoModel(variables), stop, kill: () => supervisor.kill() };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Start {
  readonly plan: Plan;
  readonly home: Home;
  readonly secrets: Secrets;
  readonly supervisor: Supervisor;
  readonly machine: { readonly root: string; readonly node: string; readonly env: Variables };
}

function steps(start: Start): readonly (readonly [string, () => Promise<void>])[] {
  return [
    [start.plan.needed.postgres ? 'starting PostgreSQL' : 'connecting to PostgreSQL', () => startDatabase(start)],
    ['preparing the database', () => prepareDatabase(start)],
    ['starting gateway, worker and dashboard', () => startPrograms(start)],
  ];
}

async function startDatabase({ plan, home, secrets, supervisor }: Start): Promise<void> {
  if (plan.env.gateway.REDIS_URL !== undefined) await reachRedis(plan.env.gateway.REDIS_URL);
  if (plan.postgresPort === undefined) return;
  const place = postgresPlace({ binaries: packagedPostgres(), data: home.postgresFolder });
  await endStaleServer(place);
  await ensureCluster(place, secrets.postgresOwnerPassword);
  await supervisor.start(postgresProgram(place, plan.postgresPort), () => serverAnswers(plan.database.ownerUrl));
}

async function prepareDatabase({ plan, home, secrets }: Start): Promise<void> {
  const { database, env } = plan;
  await (plan.needed.postgres ? prepareEmbeddedDatabase(database, secrets) : prepareGivenDatabase(database.ownerUrl));
  offerOwnModels(ownModels(env.gateway));
  const { apiKey } = await seed({
    databaseUrl: database.ownerUrl,
    pepper: env.dashboard.API_KEY_PEPPER,
    user: { ...DEMO_USER, password: secrets.demoPassword },
    apiKey: secrets.demoApiKey,
  });
  saveSecrets(home.secretsFile, { ...secrets, demoApiKey: apiKey });
}

async function startPrograms({ plan, home, secrets, supervisor, machine }: Start): Promise<void> {
  const { env, providerStandInPort, stripeStandInPort } = plan;
  const programs = productPrograms(machine, plan.environments, { drainTimeoutMs: env.gateway.DRAIN_TIMEOUT_MS });
  const at = (host: string, port: number): string => `http://${reachable(host)}:${port}`;
  const starts = [
    supervisor.start(programs.gateway, () => answersOk(`${at(env.gateway.HOST, env.gateway.GATEWAY_PORT)}/readyz`)),
    supervisor.start(programs.worker, () => answersOk(`${at(env.worker.HOST, env.worker.WORKER_PORT)}/readyz`)),
    supervisor.start(programs.dashboard, () => answersOk(`${at(env.dashboard.HOST, env.dashboard.PORT)}/api/health`)),
  ];
  if (providerStandInPort !== undefined) {
    starts.push(supervisor.start(providerStandInProgram(machine, providerStandInPort), () => answers(`${loopbackUrl(providerStandInPort)}/v1/models`)));
  }
  if (stripeStandInPort !== undefined) {
    const webhookUrl = `${at(env.dashboard.HOST, env.dashboard.PORT)}/api/stripe/webhook`;
    const spec = stripeStandInProgram(machine, { home, port: stripeStandInPort, webhookUrl, webhookSecret: secrets.stripeWebhookSecret });
    starts.push(supervisor.start(spec, () => answers(loopbackUrl(stripeStandInPort))));
  }
  await Promise.all(starts);
}

/** Writes the instance file, now and whenever a program has been started again. */
function publishInstance({ plan, home, secrets, supervisor }: Start): Instance {
  const { gateway, worker, dashboard } = plan.env;
  const describe = (pids: Instance['pids']): Instance => ({
    dashboardUrl: withoutSlash(dashboard.NEXTAUTH_URL),
    gatewayUrl: withoutSlash(dashboard.GATEWAY_PUBLIC_URL),
    apiKey: loadSecrets(home.secretsFile).demoApiKey ?? '',
    user: { email: DEMO_USER.email, password: secrets.demoPassword },
    databaseUrl: plan.database.ownerUrl,
    redisUrl: gateway.REDIS_URL ?? null,
    stripeApiBase: worker.STRIPE_API_BASE ?? 'https://api.stripe.com',
    providerStandInUrl: gateway.PROVIDER_SANDBOX_URL ?? null,
    gatewayMetricsUrl: `http://${reachable(gateway.HOST)}:${gateway.GATEWAY_METRICS_PORT}/metrics`,
    workerUrl: `http://${reachable(worker.HOST)}:${worker.WORKER_PORT}`,
    journalDir: gateway.JOURNAL_DIR,
    pids,
  });
  supervisor.onPids = (pids) => writeJson(home.instanceFile, describe(pids));
  const instance = describe(supervisor.pids);
  writeJson(home.instanceFile, instance);
  return instance;
}

function reachRedis(redisUrl: string): Promise<void> {
  const { hostname, port } = new URL(redisUrl);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port || 6379), timeout: 5_000 });
    const fail = (reason: string): void => {
      socket.destroy();
      reject(new StartError(`Redis at REDIS_URL does not answer (${reason}): start it or mend the address, and run npm start again.`));
    };
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
    socket.once('timeout', () => fail('no answer after 5 s'));
    socket.once('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.message));
  });
}

/** An address that means "all of them" is not one to connect to. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
