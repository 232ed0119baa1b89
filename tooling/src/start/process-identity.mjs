// Which process a process id means. Ids are used again, so one that was written down is only believed together with the
// moment its process began. Runs on Node 20 without dependencies: the start script needs it before anything is installed.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What tells the process `pid` from any other that ever had this id; undefined when there is none, or only its remains. */
export function startOf(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return process.platform === 'linux' ? startFromProc(pid) : startFromPs(pid);
}

/** True while the very process that `{ pid, start }` was noted of is alive. */
export function isSameProcess(identity) {
  return identity.start !== undefined && startOf(identity.pid) === identity.start;
}

/** Fields 3 and 22 of proc(5): the state, and the start in clock ticks since boot. The name in field 2 may hold anything. */
function startFromProc(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : `${bootId()}/${fields[19]}`;
  } catch {
    return undefined;
  }
}

function bootId() {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim().slice(0, 8);
  } catch {
    return 'boot';
  }
}

function startFromPs(pid) {
  const { status, stdout } = spawnSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' });
  const text = status === 0 ? stdout.trim() : '';
  return text === '' || text.startsWith('Z') ? undefined : text.replace(/^\S+\s+/, '');
}
