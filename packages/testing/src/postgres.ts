import { readFileSync, rmSync } from 'node:fs';
import { chmod, mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { migrate } from '@modelhub/prisma/migrate';
import pg from 'pg';
import { EmbeddedPostgres } from './embedded-postgres.ts';

const USER = 'modelhub';
const PASSWORD = 'modelhub';
const TEMPLATE = 'modelhub_template';

export interface TestPostgres {
  /** Connects as the owner to the maintenance database. */
  readonly adminUrl: string;
  stop(): Promise<void>;
}

/** A TCP port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/**
 * A real PostgreSQL of its own in a temporary directory, with a migrated template database. Durability is off: it lives
 * as long as the tests.
 */
export async function startTestPostgres(): Promise<TestPostgres> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'modelhub-pg-'));
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: path.join(directory, 'data'),
    user: USER,
    password: PASSWORD,
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off', '-c', 'max_connections=300'],
    onLog: () => {},
    onError: () => {},
  });
  // As root the server runs under an account of its own, which has to reach the directory.
  await chmod(directory, 0o755);
  await server.initialise();
  await server.start();
  const stopAtExit = (): void => interrupt(path.join(directory, 'data'));
  process.once('exit', stopAtExit);
  const adminUrl = `postgresql://${USER}:${PASSWORD}@127.0.0.1:${port}/postgres`;
  await execute(adminUrl, `CREATE DATABASE ${TEMPLATE}`);
  await migrate(databaseUrl(adminUrl, TEMPLATE));
  return {
    adminUrl,
    async stop() {
      process.off('exit', stopAtExit);
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A run that ends without its teardown still stops its server: this much can be done while a process exits. */
function interrupt(dataDirectory: string): void {
  const [pid] = readFileSync(path.join(dataDirectory, 'postmaster.pid'), 'utf8').split('\n');
  process.kill(Number(pid), 'SIGINT');
}

export interface TestDatabase {
  /** As the owner, past row-level security. */
  readonly url: string;
  /** As one of the product's own roles. */
  urlAs(role: 'modelhub_app' | 'modelhub_worker' | 'modelhub_gateway'): string;
  drop(): Promise<void>;
}

let databases = 0;

/** A fresh, migrated database: a copy of the template, made in some tens of milliseconds. */
export async function createTestDatabase(adminUrl: string): Promise<TestDatabase> {
  databases += 1;
  const name = `test_${process.pid}_${Date.now().toString(36)}_${databases}`;
  await execute(adminUrl, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE} STRATEGY FILE_COPY`);
  const url = databaseUrl(adminUrl, name);
  return {
    url,
    urlAs: (role) => `${url}?options=${encodeURIComponent(`-c role=${role}`)}`,
    drop: () => execute(adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

function databaseUrl(adminUrl: string, name: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.toString();
}

async function execute(connectionString: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
