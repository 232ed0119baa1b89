import { spawn } from 'node:child_process';
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startOf } from '../process-identity.mjs';
import type { ProgramSpec } from '../program.ts';
import { StartError } from '../start-error.ts';
import type { PostgresPlace } from './account.ts';

export const OWNER = 'modelhub';
const STOP_TIMEOUT_MS = 20_000;
const STALE_SERVER_TIMEOUT_MS = 15_000;

const clusterFolder = (place: PostgresPlace): string => path.join(place.data, 'cluster');

/** Makes the database cluster unless it is there. A first attempt that was cut off leaves nothing that stands in the way of the next. */
export async function ensureCluster(place: PostgresPlace, ownerPassword: string): Promise<void> {
  const cluster = clusterFolder(place);
  if (existsSync(path.join(cluster, 'PG_VERSION'))) return;
  const draft = `${cluster}.new`;
  const passwordFile = path.join(place.data, 'owner-password');
  rmSync(draft, { recursive: true, force: true });
  rmSync(passwordFile, { force: true });
  writeFileSync(passwordFile, `${ownerPassword}\n`, { mode: 0o600 });
  if (place.uid !== undefined && place.gid !== undefined) chownSync(passwordFile, place.uid, place.gid);
  try {
    await initdb(place, ['--pgdata', draft, '--username', OWNER, '--pwfile', passwordFile]);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(draft, cluster);
}

function initdb(place: PostgresPlace, args: readonly string[]): Promise<void> {
  const { data, binaries, ...account } = place;
  return new Promise((resolve, reject) => {
    const child = spawn(path.join(binaries, 'bin/initdb'), [...args, '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C'], {
      ...account,
      cwd: data,
      env: serverEnv(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const fail = (reason: string): void =>
      reject(
        new StartError(`PostgreSQL could not make its files in ${data}: see the output, mend what it names, and run npm start again.`, `${output}\n${reason}`),
      );
    child.once('error', (error) => fail(error.message));
    child.once('close', (code) => (code === 0 ? resolve() : fail(`initdb ended with code ${code}`)));
  });
}

/** The server as a program to run: on loopback alone, without a socket file that another server could be in the way of. */
export function postgresProgram(place: PostgresPlace, port: number): ProgramSpec {
  const { data, binaries, ...account } = place;
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=200', 'timezone=UTC', 'log_timezone=UTC'];
  return {
    name: 'postgres',
    title: 'PostgreSQL',
    command: path.join(binaries, 'bin/postgres'),
    args: ['-D', clusterFolder(place), '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    cwd: data,
    env: serverEnv(),
    ...account,
    // SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait until the last client has gone.
    stopSignal: 'SIGINT',
    stopTimeoutMs: STOP_TIMEOUT_MS,
  };
}

/**
 * Ends a server that an earlier life left on the same files, and takes away a lock file whose process is something else by now, which
 * PostgreSQL would believe.
 */
export async function endStaleServer(place: PostgresPlace): Promise<void> {
  const lockFile = path.join(clusterFolder(place), 'postmaster.pid');
  const pid = lockHolder(lockFile);
  if (pid === undefined || startOf(pid) === undefined) return;
  if (!isServer(pid, clusterFolder(place))) {
    rmSync(lockFile, { force: true });
    return;
  }
  process.kill(pid, 'SIGINT');
  for (let waitedMs = 0; startOf(pid) !== undefined; waitedMs += 100) {
    if (waitedMs >= STALE_SERVER_TIMEOUT_MS) process.kill(pid, 'SIGKILL');
    await sleep(100);
  }
}

function lockHolder(lockFile: string): number | undefined {
  try {
    const pid = Number(readFileSync(lockFile, 'utf8').split('\n')[0]);
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Only Linux lets us look; elsewhere PostgreSQL's own judgement of its lock file has to do. */
function isServer(pid: number, cluster: string): boolean {
  if (process.platform !== 'linux') return true;
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return path.basename(words[0] ?? '') === 'postgres' && words.includes(cluster);
  } catch {
    return false;
  }
}

/** Neither the language of the machine nor a PGDATA or PGPORT of somebody else's may change what the server does. */
function serverEnv(): Record<string, string> {
  return { LC_ALL: 'C', PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' };
}
