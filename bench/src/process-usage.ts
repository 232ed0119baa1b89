import { readdirSync, readFileSync } from 'node:fs';

/** CPU time of all threads of a process in nanoseconds: first field of /proc/<pid>/task/<tid>/schedstat (Linux, "Scheduler Statistics"). */
export function cpuNs(pid: number): number {
  let total = 0;
  for (const thread of threads(pid)) total += Number(readProc(`/proc/${pid}/task/${thread}/schedstat`).split(' ', 1)[0] ?? 0);
  return total;
}

/** Resident memory of a process in megabytes (10^6 bytes). */
export function residentMb(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readProc(`/proc/${pid}/status`))?.[1];
  return kib === undefined ? 0 : (Number(kib) * 1_024) / 1_000_000;
}

function threads(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** Empty when the process or the thread has just ended. */
function readProc(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
