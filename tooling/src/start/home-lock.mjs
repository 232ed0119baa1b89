// One running product for each home folder. Runs on Node 20 without dependencies: it is asked before anything is installed,
// since installing or building under a running product would break it.
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isSameProcess, startOf } from './process-identity.mjs';

/**
 * Takes the lock of a home folder for this process, or finds it taken already by this one or its parent. Returns
 * `{ isTaken: true, release() }`, or `{ isTaken: false, pid }` while another process has it. A lock whose process is gone counts for nothing.
 */
export function takeLock(home) {
  mkdirSync(home, { recursive: true });
  const file = path.join(home, 'lock');
  const mine = JSON.stringify({ pid: process.pid, start: startOf(process.pid) });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, mine);
  try {
    for (;;) {
      if (linked(draft, file)) return { isTaken: true, release: () => releaseOwn(file, mine) };
      const holder = readHolder(file);
      if (holder !== undefined && isSameProcess(holder)) {
        const isOurs = holder.pid === process.pid || holder.pid === process.ppid;
        return isOurs ? { isTaken: true, release: () => {} } : { isTaken: false, pid: holder.pid };
      }
      rmSync(file, { force: true });
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/** A link appears whole or not at all, and to one of several only. */
function linked(draft, file) {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  }
}

function readHolder(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function releaseOwn(file, mine) {
  try {
    if (readFileSync(file, 'utf8') === mine) rmSync(file, { force: true });
  } catch {
    // Already gone.
  }
}
