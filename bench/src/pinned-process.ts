import { spawn, type ChildProcess } from 'node:child_process';
import { openSync } from 'node:fs';
import { PATH } from './env.ts';

/** Where the load, the mock upstream and every helper run. */
export const LOAD_CORE = 0;
/** Where the one target that is measured runs. */
export const TARGET_CORE = 1;

const STOP_MS = 20_000;

export interface PinnedProcess {
  readonly pid: number;
  readonly child: ChildProcess;
  /** Ends it and waits until it is gone. */
  stop(): Promise<void>;
}

export interface Command {
  readonly core: number;
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Takes what it writes, in place of our own output. */
  readonly logFile?: string;
}

/** Starts a program on one core. Without a file for its log, its errors go to ours. */
export function startPinned({ core, program, args, env, cwd, logFile }: Command): PinnedProcess {
  // taskset becomes the program, so that its pid is the program's.
  const log = logFile === undefined ? null : openSync(logFile, 'w');
  const child = spawn('taskset', ['--cpu-list', String(core), program, ...args], {
    stdio: ['ignore', log ?? 'pipe', log ?? 'inherit'],
    env: { PATH, ...env },
    ...(cwd === undefined ? {} : { cwd }),
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    pid: child.pid ?? 0,
    child,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await exited;
      clearTimeout(timer);
    },
  };
}
