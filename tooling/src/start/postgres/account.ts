import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, cpSync, existsSync, lstatSync, mkdirSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { StartError } from '../start-error.ts';

/** PostgreSQL refuses to run as root: then it runs under this account, made when the machine has none of that name. */
const ACCOUNT = 'postgres';
/** Where a server goes that may not enter the folders it would belong in. */
const OUTSIDE = '/var/lib/modelhub';

/** Where the server's files are and under whom it runs; without ids it is the account of this process. */
export interface PostgresPlace {
  readonly binaries: string;
  readonly data: string;
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * Prepares the folder for the data and returns how to run the server on it. As root in a folder that other accounts cannot enter, such
 * as /root, programs and data go to /var/lib/modelhub and `data` becomes a link to there. Throws a `StartError`.
 */
export function postgresPlace({ binaries, data }: { readonly binaries: string; readonly data: string }): PostgresPlace {
  if (process.getuid?.() !== 0) {
    mkdirSync(data, { recursive: true, mode: 0o700 });
    return { binaries, data };
  }
  const account = ownerOf(data) ?? serverAccount();
  const isMoved = existsSync(data) && lstatSync(data).isSymbolicLink();
  if (!isMoved && canEnter(binaries, account) && canEnter(path.dirname(data), account)) {
    ownedFolder(data, account);
    return { binaries, data, ...account };
  }
  return outside({ binaries, data, account });
}

interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Data that an ordinary user has made stays that user's. */
function ownerOf(data: string): Account | undefined {
  if (!existsSync(data)) return undefined;
  const { uid, gid } = statSync(data);
  return uid === 0 ? undefined : { uid, gid };
}

function serverAccount(): Account {
  const found = findAccount();
  if (found !== undefined) return found;
  const made = spawnSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', ACCOUNT], { encoding: 'utf8' });
  const account = findAccount();
  if (account !== undefined) return account;
  throw new StartError(
    `PostgreSQL does not run as root and the account ${ACCOUNT} could not be made: run npm start as another user, or set DATABASE_URL to a PostgreSQL of yours.`,
    made.stderr || (made.error?.message ?? ''),
  );
}

function findAccount(): Account | undefined {
  const [uid, gid] = ['-u', '-g']
    .map((flag) => spawnSync('id', [flag, ACCOUNT], { encoding: 'utf8' }))
    .map(({ status, stdout }) => (status === 0 ? Number(stdout) : 0));
  return uid !== undefined && gid !== undefined && uid > 0 && gid > 0 ? { uid, gid } : undefined;
}

function canEnter(folder: string, account: Account): boolean {
  return spawnSync('sh', ['-c', 'cd "$1"', 'sh', folder], { ...account, cwd: '/', stdio: 'ignore' }).status === 0;
}

function ownedFolder(folder: string, { uid, gid }: Account): void {
  if (existsSync(folder) && statSync(folder).uid === uid) return;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chownSync(folder, uid, gid);
}

function outside({ binaries, data, account }: { readonly binaries: string; readonly data: string; readonly account: Account }): PostgresPlace {
  const nameOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);
  const copied = path.join(OUTSIDE, `postgresql-${nameOf(binaries)}`);
  const moved = path.join(OUTSIDE, `data-${nameOf(data)}`);
  try {
    mkdirSync(OUTSIDE, { recursive: true });
    chmodSync(OUTSIDE, 0o755);
    if (!existsSync(copied)) copyWhole(binaries, copied);
    if (!existsSync(data)) {
      // Without the link there is no instance that the data could belong to.
      rmSync(moved, { recursive: true, force: true });
      rmSync(data, { force: true });
      symlinkSync(moved, data);
    }
    ownedFolder(moved, account);
  } catch (error) {
    throw new StartError(
      `PostgreSQL does not run as root, and the account ${ACCOUNT} may not enter ${path.dirname(data)}: move this folder to where others may read, or set DATABASE_URL to a PostgreSQL of yours.`,
      String(error),
    );
  }
  return { binaries: copied, data: moved, ...account };
}

function copyWhole(from: string, to: string): void {
  const draft = `${to}.new`;
  rmSync(draft, { recursive: true, force: true });
  cpSync(from, draft, { recursive: true, verbatimSymlinks: true });
  chmodSync(draft, 0o755);
  renameSync(draft, to);
}
