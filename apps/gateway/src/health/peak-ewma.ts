const TAU_MS = 10_000;

/**
 * How long a request to an endpoint would take by what it took lately and what is under way: a moving average that jumps to each peak and comes down
 * slowly, times the requests that wait already (as Finagle's `PeakEwma` balances). Balancers take the smaller of two.
 */
export class PeakEwma {
  #averageMs = 0;
  #atMs = 0;
  #underWay = 0;

  began(): void {
    this.#underWay += 1;
  }

  ended(): void {
    this.#underWay -= 1;
  }

  observe(tookMs: number, nowMs: number): void {
    const keep = Math.exp(-Math.max(0, nowMs - this.#atMs) / TAU_MS);
    this.#averageMs = tookMs > this.#averageMs ? tookMs : this.#averageMs * keep + tookMs * (1 - keep);
    this.#atMs = nowMs;
  }

  /** Milliseconds, to be compared; 0 for an endpoint that was never asked. */
  cost(nowMs: number): number {
    const keep = Math.exp(-Math.max(0, nowMs - this.#atMs) / TAU_MS);
    return this.#averageMs * keep * (this.#underWay + 1);
  }
}
