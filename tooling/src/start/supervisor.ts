import { spawn, type ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import type { Home } from './home.ts';
import { startOf } from './process-identity.mjs';
import { ProcessList, type ProcessRecord } from './processes.ts';
import { Program, type ProgramSpec } from './program.ts';
import { StartError } from './start-error.ts';

/** Runs the programs of one instance and keeps the list of their processes, for the guardian and for the next start. */
export class Supervisor {
  readonly #home: Home;
  readonly #onNote: (text: string) => void;
  readonly #programs: Program[] = [];
  readonly #guardian: ChildProcess;
  readonly #processes: ProcessList;
  #isStopping = false;
  #publish: ((pids: Readonly<Record<string, number>>) => void) | undefined;

  constructor(home: Home, onNote: (text: string) => void) {
    this.#home = home;
    this.#onNote = onNote;
    this.#guardian = spawnGuardian();
    this.#processes = new ProcessList(home.processesFile, (records) => this.#changed(records));
    if (this.#guardian.pid !== undefined) this.#processes.set('guardian', { pid: this.#guardian.pid, start: startOf(this.#guardian.pid) });
  }

  get pids(): Readonly<Record<string, number>> {
    return this.#processes.pids;
  }

  /** Told the process ids whenever one of them changes from now on. */
  set onPids(publish: (pids: Readonly<Record<string, number>>) => void) {
    this.#publish = publish;
  }

  /** Resolves when the program is ready, and keeps it running. Throws a `StartError`. */
  async start(spec: ProgramSpec, isReady: () => Promise<boolean>): Promise<void> {
    if (this.#isStopping) throw new StartError('The start was called off.');
    const program = new Program(spec, {
      logFile: this.#home.logFile(spec.name),
      isReady,
      onChange: (identity) => this.#processes.set(spec.name, identity, spec.stopSignal),
      onRestart: this.#onNote,
    });
    this.#programs.push(program);
    await program.start();
  }

  /** Ends the programs in the reverse order of their kinds: what serves people first, what it works with afterwards, the database last. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#publish = undefined;
    const named = (...names: string[]): Program[] => this.#programs.filter(({ spec }) => names.includes(spec.name));
    const serving = named('gateway', 'worker', 'dashboard');
    const database = named('postgres');
    const rest = this.#programs.filter((program) => !serving.includes(program) && !database.includes(program));
    for (const group of [serving, rest, database]) await Promise.all(group.map((program) => program.stop()));
    this.#guardian.stdin?.end('[]\n');
    rmSync(this.#home.processesFile, { force: true });
  }

  /** Ends everything at once, for somebody who will not wait. */
  kill(): void {
    for (const program of this.#programs) program.kill();
  }

  #changed(records: readonly ProcessRecord[]): void {
    this.#guardian.stdin?.write(`${JSON.stringify(records)}\n`);
    this.#publish?.(Object.fromEntries(records.map(({ name, pid }) => [name, pid])));
  }
}

/** In a session of its own, so that whatever ends the supervisor's whole group does not end it as well. */
function spawnGuardian(): ChildProcess {
  const guardian = spawn(process.execPath, [path.join(import.meta.dirname, 'guardian.ts')], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  guardian.unref();
  // It may be killed like any process; then the next start does its work.
  guardian.on('error', () => {});
  guardian.stdin.on('error', () => {});
  return guardian;
}
