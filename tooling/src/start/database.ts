import { migrate } from '@modelhub/prisma/migrate';
import pg from 'pg';
import { OWNER } from './postgres/cluster.ts';
import type { ProductProgram } from './program-env.ts';
import type { Secrets } from './secrets.ts';
import { StartError } from './start-error.ts';

const DATABASE = 'modelhub';

/** A login for each program, which may take the program's role and no other. */
const LOGINS = {
  dashboard: { login: 'modelhub_dashboard_login', role: 'modelhub_app', secret: 'dashboardLoginPassword' },
  worker: { login: 'modelhub_worker_login', role: 'modelhub_worker', secret: 'workerLoginPassword' },
  gateway: { login: 'modelhub_gateway_login', role: 'modelhub_gateway', secret: 'gatewayLoginPassword' },
} as const satisfies Record<ProductProgram, { login: string; role: string; secret: keyof Secrets }>;

export interface Database {
  /** As the owner, past row-level security: for migrations, the seed and people. */
  readonly ownerUrl: string;
  readonly programUrls: Readonly<Record<ProductProgram, string>>;
}

/** The addresses of the embedded server's database. */
export function embeddedDatabase(port: number, secrets: Secrets): Database {
  const url = (login: string, password: string): string => `postgresql://${login}:${password}@127.0.0.1:${port}/${DATABASE}`;
  const login = (program: ProductProgram): string => url(LOGINS[program].login, secrets[LOGINS[program].secret]);
  return {
    ownerUrl: url(OWNER, secrets.postgresOwnerPassword),
    programUrls: { dashboard: login('dashboard'), worker: login('worker'), gateway: login('gateway') },
  };
}

/** A database that was given: all programs use its login, and each works under its own role. */
export function givenDatabase(databaseUrl: string): Database {
  return { ownerUrl: databaseUrl, programUrls: { dashboard: databaseUrl, worker: databaseUrl, gateway: databaseUrl } };
}

/** True when the embedded server takes connections. */
export async function serverAnswers(ownerUrl: string): Promise<boolean> {
  try {
    await withClient(maintenanceUrl(ownerUrl), (client) => client.query('SELECT 1'));
    return true;
  } catch {
    return false;
  }
}

/** Makes the database and the programs' logins on the embedded server, and brings the schema up to date. */
export async function prepareEmbeddedDatabase(database: Database, secrets: Secrets): Promise<void> {
  await withClient(maintenanceUrl(database.ownerUrl), async (client) => {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  });
  await migrateOrSay(database.ownerUrl);
  await withClient(database.ownerUrl, async (client) => {
    for (const { login, role, secret } of Object.values(LOGINS)) {
      const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [login]);
      await client.query(`${rowCount === 0 ? 'CREATE' : 'ALTER'} ROLE ${login} LOGIN NOINHERIT PASSWORD ${client.escapeLiteral(secrets[secret])}`);
      await client.query(`GRANT ${role} TO ${login}`);
    }
  });
}

/** Brings the schema of a given database up to date and lets its login take the programs' roles. */
export async function prepareGivenDatabase(databaseUrl: string): Promise<void> {
  try {
    await withClient(databaseUrl, (client) => client.query('SELECT 1'));
  } catch (error) {
    throw new StartError(
      `The database of DATABASE_URL cannot be used (${reasonOf(error)}): check that it runs and that the address is right, and run npm start again.`,
    );
  }
  await migrateOrSay(databaseUrl);
  await withClient(databaseUrl, async (client) => {
    for (const { role } of Object.values(LOGINS)) {
      const { rows } = await client.query<{ may: boolean }>("SELECT pg_has_role(current_user, $1, 'SET') AS may", [role]);
      if (rows[0]?.may !== true) await takeRole(client, role);
    }
  });
}

/** A login that made the roles may give them to itself; where another database on the server has them already, an administrator has to. */
async function takeRole(client: pg.Client, role: string): Promise<void> {
  try {
    await client.query(`GRANT ${role} TO CURRENT_USER`);
  } catch (error) {
    const roles = Object.values(LOGINS).map((login) => login.role);
    const login = client.escapeIdentifier(client.user ?? '');
    throw new StartError(
      `The login of DATABASE_URL may not work as ${role}: have an administrator run GRANT ${roles.join(', ')} TO ${login}; and run npm start again.`,
      reasonOf(error),
    );
  }
}

async function migrateOrSay(ownerUrl: string): Promise<void> {
  try {
    await migrate(ownerUrl);
  } catch (error) {
    throw new StartError(`The database could not be brought up to date: ${reasonOf(error)}. Mend that and run npm start again.`);
  }
}

async function withClient<T>(connectionString: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000, application_name: 'modelhub start' });
  client.on('error', () => {});
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

function maintenanceUrl(ownerUrl: string): string {
  const url = new URL(ownerUrl);
  url.pathname = '/postgres';
  return url.toString();
}

/** A refused connection is an AggregateError without a message of its own. */
function reasonOf(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException;
  return message || code || String(error);
}
