import path from 'node:path';
import { envSchema as dashboardSchema, readEnv as readDashboardEnv } from '../../../apps/dashboard/src/env.ts';
import { envSchema as gatewaySchema, readEnv as readGatewayEnv } from '../../../apps/gateway/src/env.ts';
import { envSchema as workerSchema, readEnv as readWorkerEnv } from '../../../apps/worker/src/env.ts';
import type { Variables } from './env.ts';
import type { Home } from './home.ts';
import type { Secrets } from './secrets.ts';
import { StartError } from './start-error.ts';

const SCHEMAS = { gateway: gatewaySchema, worker: workerSchema, dashboard: dashboardSchema } as const;
export type ProductProgram = keyof typeof SCHEMAS;

const PRODUCT_VARIABLES: ReadonlySet<string> = new Set(Object.values(SCHEMAS).flatMap((schema) => Object.keys(schema.shape)));
/** A person at a terminal wants it to stop; requests under way get this long. */
const DRAIN_TIMEOUT_MS = 5_000;
/** Probes cost nothing in the sandbox, and show how endpoints do that nobody asks. */
const SANDBOX_PROBE_MINUTES = '10';
/** Accepted by the stand-in alone. */
const STAND_IN_STRIPE_KEY = 'sk_test_modelhub_stand_in';

/** Addresses inside the instance that nobody configures. */
export interface InnerAddresses {
  readonly databaseUrls: Readonly<Record<ProductProgram, string>>;
  readonly gatewayMetricsPort: number;
  readonly workerPort: number;
  readonly stripeStandInUrl: string | undefined;
  readonly providerStandInUrl: string | undefined;
}

/** What stands in for services that are not configured. */
export interface StandIns {
  readonly postgres: boolean;
  readonly stripe: boolean;
  readonly providers: boolean;
}

export function neededStandIns(variables: Variables): StandIns {
  const hasProviderKey = Object.keys(gatewaySchema.shape).some((name) => /_API_KEY$|^(CUSTOM|OLLAMA)_MODELS$/.test(name) && variables[name] !== undefined);
  return {
    postgres: variables['DATABASE_URL'] === undefined,
    stripe: variables['STRIPE_SECRET_KEY'] === undefined,
    providers: !hasProviderKey && variables['PROVIDER_SANDBOX_URL'] === undefined,
  };
}

/** What an instance's settings are made of. */
export interface PlanSources {
  readonly root: string;
  readonly home: Home;
  readonly secrets: Secrets;
  readonly variables: Variables;
}

export interface ProgramEnvironments {
  readonly gateway: Variables;
  readonly worker: Variables;
  readonly dashboard: Variables;
}

/**
 * The environment of each program: what the machine has, the variables that the program itself reads, and what only this instance
 * knows. A variable of another program is left out, so that no program holds a secret that it has no use for.
 */
export function programEnvironments({ root, home, secrets, variables, inner }: PlanSources & { readonly inner: InnerAddresses }): ProgramEnvironments {
  const dashboardUrl = variables['NEXTAUTH_URL'] ?? localUrl(variables['PORT'] ?? '3000');
  const gatewayUrl = variables['GATEWAY_PUBLIC_URL'] ?? localUrl(variables['GATEWAY_PORT'] ?? '8787');
  const folder = (name: string, otherwise: string): string => path.resolve(root, variables[name] ?? otherwise);
  const stripe: Variables =
    inner.stripeStandInUrl === undefined
      ? {}
      : { STRIPE_SECRET_KEY: STAND_IN_STRIPE_KEY, STRIPE_API_BASE: inner.stripeStandInUrl, STRIPE_WEBHOOK_SECRET: secrets.stripeWebhookSecret };
  const own = (program: ProductProgram, { defaults, fixed }: { defaults: Variables; fixed: Variables }): Variables => {
    const schema: Readonly<Record<string, unknown>> = SCHEMAS[program].shape;
    const passed = Object.entries(variables).filter(([name]) => !PRODUCT_VARIABLES.has(name) || name in schema);
    const all = { ...defaults, ...Object.fromEntries(passed), ...fixed, DATABASE_URL: inner.databaseUrls[program] };
    return Object.fromEntries(Object.entries(all).filter(([name]) => !PRODUCT_VARIABLES.has(name) || name in schema));
  };
  const shared = { API_KEY_PEPPER: secrets.apiKeyPepper, CREDENTIALS_KEY: secrets.credentialsKey };
  return {
    gateway: own('gateway', {
      defaults: {
        ...shared,
        GATEWAY_ID: 'local',
        GATEWAY_METRICS_PORT: String(inner.gatewayMetricsPort),
        DASHBOARD_PUBLIC_URL: dashboardUrl,
        DRAIN_TIMEOUT_MS: String(DRAIN_TIMEOUT_MS),
        ...(inner.providerStandInUrl === undefined ? {} : { PROVIDER_SANDBOX_URL: inner.providerStandInUrl, PROBE_EVERY_MINUTES: SANDBOX_PROBE_MINUTES }),
      },
      fixed: { JOURNAL_DIR: folder('JOURNAL_DIR', home.journalFolder) },
    }),
    worker: own('worker', {
      defaults: { WORKER_ID: 'local', WORKER_PORT: String(inner.workerPort) },
      fixed: { ...stripe, JOURNAL_DIR: folder('JOURNAL_DIR', home.journalFolder), MAIL_DIR: folder('MAIL_DIR', home.mailFolder) },
    }),
    dashboard: own('dashboard', {
      defaults: { ...shared, PORT: '3000', NEXTAUTH_SECRET: secrets.nextAuthSecret, NEXTAUTH_URL: dashboardUrl, GATEWAY_PUBLIC_URL: gatewayUrl },
      fixed: { ...stripe, NODE_ENV: 'production', MAIL_DIR: folder('MAIL_DIR', home.mailFolder) },
    }),
  };
}

/** A port that is none is reported as such, not as a bad address that nobody has set. */
function localUrl(port: string): string {
  const url = `http://localhost:${port}`;
  return URL.canParse(url) ? url : 'http://localhost';
}

/** What no program of the product reads: PATH and the like. Stand-ins get this and nothing else. */
export function machineVariables(variables: Variables): Variables {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !PRODUCT_VARIABLES.has(name)));
}

/** The environments as the programs will read them. Throws a `StartError` that names the first variable that one of them cannot use. */
export function checkEnvironments(environments: ProgramEnvironments) {
  return {
    gateway: checked(() => readGatewayEnv(environments.gateway)),
    worker: checked(() => readWorkerEnv(environments.worker)),
    dashboard: checked(() => readDashboardEnv(environments.dashboard)),
  };
}

function checked<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && error.name === 'EnvError')
      throw new StartError(`${error.message} Change it in .env or in the environment, and run npm start again.`);
    throw error;
  }
}
