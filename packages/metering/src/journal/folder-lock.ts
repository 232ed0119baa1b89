import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { JournalLockedError } from './errors.ts';

/** An owner on another machine is taken to be alive while its lock was touched this recently. */
const REMOTE_LEASE_MS = 15_000;
const HEARTBEAT_MS = 3_000;
const LOCK_FILE = /^lock\.(\d+)$/;

interface Owner {
  readonly token: string;
  readonly host: string;
  readonly pid: number;
  /** Start time of the process in kernel ticks, which tells it from a later one with the same pid; null where unknown. */
  readonly startedTicks: string | null;
  readonly isReleased: boolean;
}

export interface FolderLock {
  release(): void;
}

/**
 * Makes this process the only writer of a journal folder, by lock files `lock.<n>` of which the highest counts. Taking over
 * from a dead owner means creating `lock.<n+1>`, which one process alone can. The number never goes down, so a slow
 * contender cannot slip in under an old one. Throws `JournalLockedError` while a live process holds it.
 */
export function lockFolder(folder: string): FolderLock {
  mkdirSync(folder, { recursive: true });
  const owner: Owner = {
    token: randomUUID(),
    host: os.hostname(),
    pid: process.pid,
    startedTicks: startedTicks(process.pid),
    isReleased: false,
  };
  for (;;) {
    const current = highestLock(folder);
    if (current !== undefined && isAlive(current)) {
      throw new JournalLockedError(folder, `process ${current.owner?.pid ?? '?'} on ${current.owner?.host ?? 'an unknown machine'}`);
    }
    const number = (current?.number ?? 0) + 1;
    if (!createLock(folder, number, owner)) continue;
    if (highestLock(folder)?.number !== number) {
      rmSync(lockPath(folder, number), { force: true });
      continue;
    }
    removeOlder(folder, number);
    return heldLock(folder, number, owner);
  }
}

/** True while a live process holds the folder: then its last segment may still grow. */
export function isFolderLocked(folder: string): boolean {
  const current = highestLock(folder);
  return current !== undefined && isAlive(current);
}

function heldLock(folder: string, number: number, owner: Owner): FolderLock {
  const file = lockPath(folder, number);
  const heartbeat = setInterval(() => {
    const now = new Date();
    try {
      utimesSync(file, now, now);
    } catch {
      // A full or vanished disk shows in the writes themselves.
    }
  }, HEARTBEAT_MS);
  heartbeat.unref();
  return {
    release() {
      clearInterval(heartbeat);
      // Marked rather than removed: the number has to stay.
      const temporary = `${file}.${owner.token}`;
      writeFileSync(temporary, JSON.stringify({ ...owner, isReleased: true }));
      renameSync(temporary, file);
    },
  };
}

interface FoundLock {
  readonly number: number;
  readonly owner: Owner | undefined;
  readonly touchedAtMs: number;
}

function lockPath(folder: string, number: number): string {
  return path.join(folder, `lock.${number}`);
}

function lockNumbers(folder: string): number[] {
  return readdirSync(folder)
    .flatMap((name) => {
      const match = LOCK_FILE.exec(name);
      return match ? [Number(match[1])] : [];
    })
    .sort((a, b) => a - b);
}

function highestLock(folder: string): FoundLock | undefined {
  const number = lockNumbers(folder).at(-1);
  if (number === undefined) return undefined;
  const file = lockPath(folder, number);
  try {
    return { number, owner: JSON.parse(readFileSync(file, 'utf8')) as Owner, touchedAtMs: statSync(file).mtimeMs };
  } catch (error) {
    // Removed by a newer owner since it was listed: look again. Unreadable content has no live owner.
    if (error instanceof SyntaxError) return { number, owner: undefined, touchedAtMs: 0 };
    return highestLock(folder);
  }
}

/** Writes aside and links, so that a lock file is never seen half written. False when somebody else has that number. */
function createLock(folder: string, number: number, owner: Owner): boolean {
  const temporary = path.join(folder, `.lock.${owner.token}`);
  writeFileSync(temporary, JSON.stringify(owner));
  try {
    linkSync(temporary, lockPath(folder, number));
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

function removeOlder(folder: string, number: number): void {
  for (const older of lockNumbers(folder)) {
    if (older < number) rmSync(lockPath(folder, older), { force: true });
  }
}

function isAlive({ owner, touchedAtMs }: FoundLock): boolean {
  if (owner === undefined || owner.isReleased) return false;
  if (owner.host !== os.hostname()) return Date.now() - touchedAtMs < REMOTE_LEASE_MS;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    // EPERM: it lives under another user.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  return owner.startedTicks === null || startedTicks(owner.pid) === owner.startedTicks;
}

/** Field 22 of /proc/<pid>/stat (proc_pid_stat(5)); fields are counted after the command name, which may hold spaces. */
function startedTicks(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie has ended; it only waits for its parent to notice.
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}
