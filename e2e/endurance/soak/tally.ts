import type { Answered } from '../clients/kept-client.ts';
import { exactly, told, type Finding } from '../verdict.ts';
import type { SoakRequest } from './plan-request.ts';

/** How requests ended, and which of them did not as they should. */
export class Tally {
  requests = 0;
  failed = 0;
  #left = 0;
  #refused = 0;
  readonly #problems = new Map<string, number>();

  add({ kind }: SoakRequest, { status, isComplete, problem: broke }: Answered): void {
    this.requests += 1;
    if (kind === 'client leaves' && !isComplete) this.#left += 1;
    else if (kind === 'over its limit' && status === 429) this.#refused += 1;
    else if (status !== 200 || !isComplete) {
      this.failed += 1;
      const problem = `${kind}: ${broke ?? `${status}, ${isComplete ? 'whole' : 'cut'}`}`;
      this.#problems.set(problem, (this.#problems.get(problem) ?? 0) + 1);
    }
  }

  findings(): Finding[] {
    return [
      told('requests', this.requests),
      told('of them left by their client', this.#left),
      told('of them over their limit, refused', this.#refused),
      exactly('of the others not answered as they should', this.failed, 0),
      ...[...this.#problems].map(([problem, count]) => told(problem, count)),
    ];
  }
}
