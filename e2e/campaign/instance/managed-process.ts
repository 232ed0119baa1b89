import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ProcessSpec {
  readonly name: string;
  /** Of Node itself. */
  readonly flags?: readonly string[];
  /** A TypeScript file, run by this Node. */
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
  /** Answers 200 once the process can work. */
  readonly readyUrl: string;
}

const READY_TIMEOUT_MS = 60_000;
const POLL_MS = 25;
const OUTPUT_KEPT = 20_000;

/** One program of the product as a process of its own, that can be killed and started again. */
export class ManagedProcess {
  readonly #spec: ProcessSpec;
  #child: ChildProcess | null = null;
  /** The last lines of everything that it wrote, for when it fails. */
  output = '';

  constructor(spec: ProcessSpec) {
    this.#spec = spec;
  }

  /** 0 before it was started. */
  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** Resolves when it is ready. Rejects with its output when it ends before that. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [...(this.#spec.flags ?? []), this.#spec.file], { env: { ...this.#spec.env }, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    const keep = (chunk: Buffer): void => {
      this.output = (this.output + chunk.toString()).slice(-OUTPUT_KEPT);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const deadline = Date.now() + READY_TIMEOUT_MS;
    while (!(await isReady(this.#spec.readyUrl))) {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`${this.#spec.name} ended before it was ready:\n${this.output}`);
      if (Date.now() > deadline) throw new Error(`${this.#spec.name} was not ready after ${READY_TIMEOUT_MS / 1_000} s:\n${this.output}`);
      await sleep(POLL_MS);
    }
  }

  /** At once, without a word to it. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  /** Lets it end in its own way. */
  stop(): Promise<void> {
    return this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
}
