import { embeddedDatabase, givenDatabase, type Database } from './database.ts';
import type { Variables } from './env.ts';
import type { Home } from './home.ts';
import { claimPort, InnerPorts } from './ports.ts';
import {
  checkEnvironments,
  neededStandIns,
  programEnvironments,
  type InnerAddresses,
  type PlanSources,
  type ProgramEnvironments,
  type StandIns,
} from './program-env.ts';
import { StartError } from './start-error.ts';

/** Everything about an instance that is decided before anything of it runs. */
export interface Plan {
  readonly needed: StandIns;
  readonly database: Database;
  /** Of the embedded server. */
  readonly postgresPort: number | undefined;
  readonly stripeStandInPort: number | undefined;
  readonly providerStandInPort: number | undefined;
  readonly environments: ProgramEnvironments;
  /** The same as the programs will read them. */
  readonly env: ReturnType<typeof checkEnvironments>;
}

const UNKNOWN_DATABASE = givenDatabase('postgresql://127.0.0.1/unknown');

/** Throws a `StartError` for a value that no program could use and for a port that is not to be had. */
export async function planInstance(sources: PlanSources): Promise<Plan> {
  const { variables, home, secrets } = sources;
  const needed = neededStandIns(variables);
  if (needed.stripe && variables['STRIPE_API_BASE'] !== undefined) {
    throw new StartError('STRIPE_API_BASE is set without STRIPE_SECRET_KEY: set both, or neither to use the stand-in that comes with ModelHub.');
  }
  const values = checkEnvironments(programEnvironments({ ...sources, inner: supposedAddresses(variables) }));
  const { named, inner } = await choosePorts(variables, values, home);
  const postgresPort = needed.postgres ? await inner.port('postgres') : undefined;
  const stripeStandInPort = needed.stripe ? await inner.port('stripeStandIn') : undefined;
  const providerStandInPort = needed.providers ? await inner.port('providerStandIn') : undefined;
  const database = postgresPort === undefined ? givenDatabase(variables['DATABASE_URL'] ?? '') : embeddedDatabase(postgresPort, secrets);
  const environments = programEnvironments({
    ...sources,
    inner: {
      databaseUrls: database.programUrls,
      ...named,
      stripeStandInUrl: loopbackUrl(stripeStandInPort),
      providerStandInUrl: loopbackUrl(providerStandInPort),
    },
  });
  return { needed, database, postgresPort, stripeStandInPort, providerStandInPort, environments, env: checkEnvironments(environments) };
}

export function loopbackUrl(port: number): string;
export function loopbackUrl(port: number | undefined): string | undefined;
export function loopbackUrl(port: number | undefined): string | undefined {
  return port === undefined ? undefined : `http://127.0.0.1:${port}`;
}

/** Addresses of the right shape, so that what was configured can be checked before any port is looked for. */
function supposedAddresses(variables: Variables): InnerAddresses {
  const database = variables['DATABASE_URL'] === undefined ? UNKNOWN_DATABASE : givenDatabase(variables['DATABASE_URL']);
  return {
    databaseUrls: database.programUrls,
    gatewayMetricsPort: 1,
    workerPort: 1,
    stripeStandInUrl: variables['STRIPE_SECRET_KEY'] === undefined ? loopbackUrl(1) : undefined,
    providerStandInUrl: loopbackUrl(1),
  };
}

/** People know the dashboard's and the gateway's ports, so these are never another; the two for operators give way unless they were chosen. */
async function choosePorts(
  variables: Variables,
  { gateway, worker, dashboard }: ReturnType<typeof checkEnvironments>,
  home: Home,
): Promise<{ named: Pick<InnerAddresses, 'gatewayMetricsPort' | 'workerPort'>; inner: InnerPorts }> {
  const claims = [
    { variable: 'PORT', port: dashboard.PORT, host: dashboard.HOST },
    { variable: 'GATEWAY_PORT', port: gateway.GATEWAY_PORT, host: gateway.HOST },
    { variable: 'GATEWAY_METRICS_PORT', port: gateway.GATEWAY_METRICS_PORT, host: gateway.HOST },
    { variable: 'WORKER_PORT', port: worker.WORKER_PORT, host: worker.HOST },
  ].filter(({ variable }) => variable === 'PORT' || variable === 'GATEWAY_PORT' || variables[variable] !== undefined);
  for (const claim of claims) {
    const other = claims.find(({ variable, port }) => port === claim.port && variable !== claim.variable);
    if (other !== undefined) throw new StartError(`${claim.variable} and ${other.variable} are both ${claim.port}: give each a port of its own.`);
    await claimPort(claim);
  }
  const inner = new InnerPorts(
    home.portsFile,
    claims.map(({ port }) => port),
  );
  const chosen = (variable: string): number | undefined => claims.find((claim) => claim.variable === variable)?.port;
  return {
    named: {
      gatewayMetricsPort: chosen('GATEWAY_METRICS_PORT') ?? (await inner.port('gatewayMetrics', 9464)),
      workerPort: chosen('WORKER_PORT') ?? (await inner.port('worker', 9465)),
    },
    inner,
  };
}
