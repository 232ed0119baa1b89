import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { folderBytes } from '../figures/process-figures.ts';
import { quantile } from '../figures/statistics.ts';
import type { EnduranceInstance, GatewayFigures } from '../instance/start.ts';

/** One second of the soak. */
export interface Sample extends GatewayFigures {
  readonly atSeconds: number;
  /** Milliseconds, of the answers of this second; null where there were none. */
  readonly addedMsP50: number | null;
  readonly addedMsP99: number | null;
  readonly journalMb: number;
  /** Of the campaign's own event loop: what the machine does to a process that is not the gateway. */
  readonly ownDelayMsP50: number;
}

const EVERY_MS = 1_000;
const RESOLUTION_MS = 10;

/** Takes a sample each second. Answers tell it what they took. */
export class Sampler {
  readonly samples: Sample[] = [];
  readonly #instance: EnduranceInstance;
  readonly #startedAtMs = performance.now();
  readonly #done: Promise<void>;
  readonly #ownDelay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  #isClosed = false;
  #addedMs: number[] = [];

  constructor(instance: EnduranceInstance) {
    this.#instance = instance;
    this.#ownDelay.enable();
    this.#done = this.#run();
  }

  answered(addedMs: number): void {
    this.#addedMs.push(addedMs);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#done;
    this.#ownDelay.disable();
  }

  async #run(): Promise<void> {
    for (let next = EVERY_MS; !this.#isClosed; next += EVERY_MS) {
      await sleep(Math.max(0, this.#startedAtMs + next - performance.now()));
      const addedMs = this.#addedMs;
      this.#addedMs = [];
      const [figures, journalBytes] = await Promise.all([this.#instance.figures(), folderBytes(this.#instance.journalFolder)]);
      this.samples.push({
        ...figures,
        atSeconds: (performance.now() - this.#startedAtMs) / 1_000,
        addedMsP50: addedMs.length === 0 ? null : quantile(addedMs, 0.5),
        addedMsP99: addedMs.length === 0 ? null : quantile(addedMs, 0.99),
        journalMb: journalBytes / 1_000_000,
        ownDelayMsP50: Math.max(0, this.#ownDelay.percentile(50) / 1_000_000 - RESOLUTION_MS),
      });
      this.#ownDelay.reset();
    }
  }
}
