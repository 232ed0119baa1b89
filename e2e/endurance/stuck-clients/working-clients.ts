import { setTimeout as sleep } from 'node:timers/promises';
import { Seeded } from '../../campaign/seeded.ts';
import { KeptClients } from '../clients/kept-client.ts';
import { requestBody, WAYS } from '../clients/request-bodies.ts';
import type { EnduranceInstance, TestKey } from '../instance/start.ts';

const THINK_MS = { min: 400, max: 900 };
const WAYS_OF_WORK = [WAYS.chat, WAYS.chatTranslated, WAYS.messages];

/** Clients that ask, read their answer, and think a while before they ask again. What their requests took is kept by phase. */
export class WorkingClients {
  requests = 0;
  failed = 0;
  readonly #addedMs = new Map<string, number[]>();
  readonly #clients: KeptClients;
  readonly #working: Promise<void[]>;
  #phase: string | null = null;
  #isOver = false;

  constructor(instance: EnduranceInstance, options: { readonly key: TestKey; readonly count: number; readonly seed: number }) {
    this.#clients = new KeptClients({ port: instance.port });
    const random = new Seeded(options.seed);
    let id = 0;
    const work = async (): Promise<void> => {
      while (!this.#isOver) {
        const way = random.pick(WAYS_OF_WORK);
        const isStream = random.chance(0.5);
        const phase = this.#phase;
        const body = requestBody(way, { shape: { id: (id += 1), delayMs: 20, pieces: 10, gapMs: 10 }, isStream });
        const { status, isComplete, addedMs } = await this.#clients.ask({ secret: options.key.secret, path: way.path, body });
        this.requests += 1;
        if (status !== 200 || !isComplete) this.failed += 1;
        // A request that was under way when a phase began belongs to none.
        if (addedMs !== null && phase !== null && phase === this.#phase) this.#addedMs.get(phase)?.push(addedMs);
        await sleep(random.between(THINK_MS.min, THINK_MS.max));
      }
    };
    this.#working = Promise.all(Array.from({ length: options.count }, work));
  }

  /** From now on what requests take is kept under this name; null: it is not kept. */
  enter(phase: string | null): void {
    this.#phase = phase;
    if (phase !== null && !this.#addedMs.has(phase)) this.#addedMs.set(phase, []);
  }

  addedMs(phase: string): readonly number[] {
    return this.#addedMs.get(phase) ?? [];
  }

  /** Lets requests under way end. */
  async close(): Promise<void> {
    this.#isOver = true;
    await this.#working;
    this.#clients.close();
  }
}
