import type { PinnedProcess } from './pinned-process.ts';

export interface TargetContext {
  readonly upstreamPort: number;
  /** For logs, the journal, and whatever else a target writes. */
  readonly directory: string;
  readonly withWorker: boolean;
  readonly withProfile: boolean;
}

export interface RunningTarget {
  readonly name: TargetName;
  /** Where it is not of this repository. */
  readonly version?: string;
  readonly port: number;
  /** Null for the mock upstream itself: nothing of it is accounted. */
  readonly pid: number | null;
  readonly apiKey: string;
  /** What it has to be told with each request besides. */
  headers?(isTranslated: boolean): Readonly<Record<string, string>>;
  readonly canTranslate: boolean;
  /** Its code does not get faster while it runs: needs no long warm-up. */
  readonly isCompiledAhead: boolean;
  /** Where it is so far from the others that more rounds would tell nothing. */
  readonly roundsMax?: number;
  stop(): Promise<void>;
}

export type TargetName =
  | 'direct'
  | 'nginx'
  | 'node-net'
  | 'node-http'
  | 'fastify-raw'
  | 'fastify-idiomatic'
  | 'portkey'
  | 'litellm'
  | 'bifrost'
  | 'before'
  | 'modelhub';

/** Some load for a quarter of a minute on a core of their own. */
const READY_TIMEOUT_MS = 120_000;
const READY_POLL_MS = 50;
const ANSWER_TIMEOUT_MS = 5_000;

/** Waits until an address answers, whatever the status. Throws when the process ends before, or takes too long; then it is ended. */
export async function waitUntilReady(url: string, running: PinnedProcess): Promise<void> {
  const deadlineMs = performance.now() + READY_TIMEOUT_MS;
  while (!(await answers(url))) {
    if (running.child.exitCode !== null) throw new Error(`what should answer at ${url} ended with code ${running.child.exitCode}`);
    if (performance.now() > deadlineMs) {
      await running.stop();
      throw new Error(`${url} does not become ready`);
    }
    await new Promise((resolve) => setTimeout(resolve, READY_POLL_MS));
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
    await response.arrayBuffer();
    return response.status !== 503;
  } catch {
    return false;
  }
}
