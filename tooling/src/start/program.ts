import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isSameProcess, startOf, type ProcessIdentity } from './process-identity.mjs';
import { restartDelayMs } from './restart-delay.ts';
import { StartError } from './start-error.ts';

export interface ProgramSpec {
  /** Short, for pids and the log file: `gateway`. */
  readonly name: string;
  /** For sentences: `The gateway`. */
  readonly title: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly uid?: number;
  readonly gid?: number;
  readonly stopSignal: 'SIGTERM' | 'SIGINT';
  /** Killed when it has not ended this long after the signal. */
  readonly stopTimeoutMs: number;
}

export interface ProgramOptions {
  readonly logFile: string;
  /** Resolves to true once the program can do its work. */
  readonly isReady: () => Promise<boolean>;
  /** A new process runs, or none does. */
  readonly onChange: (identity: ProcessIdentity | undefined) => void;
  /** It ended by itself and will be started again. */
  readonly onRestart: (message: string) => void;
}

const READY_TIMEOUT_MS = 60_000;
const READY_POLL_MS = 100;
const LOG_BYTES_MAX = 20 * 1024 * 1024;

/** One program of the product: started, watched, started again when it dies, and stopped. */
export class Program {
  readonly spec: ProgramSpec;
  readonly #options: ProgramOptions;
  #child: ChildProcess | undefined;
  #identity: ProcessIdentity | undefined;
  #hasBeenReady = false;
  #isStopping = false;
  #startedMs = 0;
  #failures = 0;
  #restart: NodeJS.Timeout | undefined;

  constructor(spec: ProgramSpec, options: ProgramOptions) {
    this.spec = spec;
    this.#options = options;
    mkdirSync(path.dirname(options.logFile), { recursive: true });
    if (existsSync(options.logFile) && statSync(options.logFile).size > LOG_BYTES_MAX) renameSync(options.logFile, `${options.logFile}.1`);
  }

  get pid(): number | undefined {
    return this.#identity?.pid;
  }

  /** Resolves when the program is ready; from then on it is started again whenever it ends. Throws a `StartError` when it ends or stays unready. */
  async start(): Promise<void> {
    const logStart = existsSync(this.#options.logFile) ? statSync(this.#options.logFile).size : 0;
    this.#spawn();
    const deadlineMs = Date.now() + READY_TIMEOUT_MS;
    for (;;) {
      if (this.#isStopping) return;
      if (this.#child === undefined) throw this.#startError('ended while it was starting', logStart);
      if (await this.#options.isReady()) break;
      if (Date.now() > deadlineMs) throw this.#startError(`was not ready after ${READY_TIMEOUT_MS / 1000} s`, logStart);
      await sleep(READY_POLL_MS);
    }
    this.#hasBeenReady = true;
  }

  /** Resolves when the process is gone. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#restart);
    const identity = this.#identity;
    if (identity === undefined) return;
    signalProcess(identity, this.spec.stopSignal);
    const deadlineMs = Date.now() + this.spec.stopTimeoutMs;
    while (this.#child !== undefined) {
      if (Date.now() > deadlineMs) this.kill();
      await sleep(20);
    }
  }

  /** Ends the process and whatever it has started, at once. */
  kill(): void {
    this.#isStopping = true;
    clearTimeout(this.#restart);
    if (this.#identity !== undefined) signalGroup(this.#identity, 'SIGKILL');
  }

  #spawn(): void {
    const { command, args, cwd, env, uid, gid } = this.spec;
    const log = openSync(this.#options.logFile, 'a', 0o600);
    this.#startedMs = Date.now();
    // A process group of its own: Ctrl-C at the terminal reaches the supervisor alone, which stops the programs in order.
    const child = spawn(command, args, {
      cwd,
      env: { ...env },
      detached: true,
      stdio: ['ignore', log, log],
      ...(uid === undefined ? {} : { uid }),
      ...(gid === undefined ? {} : { gid }),
    });
    closeSync(log);
    this.#child = child;
    child.once('error', () => this.#ended(child, 'could not be run'));
    child.once('exit', (code, signal) => this.#ended(child, signal === null ? `ended with code ${code}` : `was ended by ${signal}`));
    if (child.pid === undefined) return;
    this.#identity = { pid: child.pid, start: startOf(child.pid) };
    this.#options.onChange(this.#identity);
  }

  #ended(child: ChildProcess, how: string): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    this.#identity = undefined;
    this.#options.onChange(undefined);
    if (this.#isStopping || !this.#hasBeenReady) return;
    const { delayMs, failures } = restartDelayMs({ failures: this.#failures, ranMs: Date.now() - this.#startedMs });
    this.#failures = failures;
    this.#options.onRestart(`${this.spec.title} ${how}; it is started again in ${delayMs / 1000} s. Its log: ${this.#options.logFile}`);
    this.#restart = setTimeout(() => this.#spawn(), delayMs);
  }

  #startError(what: string, logStart: number): StartError {
    const log = readFileSync(this.#options.logFile).subarray(logStart).toString('utf8');
    return new StartError(
      `${this.spec.title} ${what}: see its last lines above and ${this.#options.logFile}, mend what they name, and run npm start again.`,
      log,
    );
  }
}

/** Sends a signal to the very process that was noted; false when it is gone. */
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): boolean {
  return isSameProcess(identity) && send(identity.pid, signal);
}

/** Sends a signal to the process and everything in its group. */
export function signalGroup(identity: ProcessIdentity, signal: NodeJS.Signals): boolean {
  return isSameProcess(identity) && (send(-identity.pid, signal) || send(identity.pid, signal));
}

function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}
