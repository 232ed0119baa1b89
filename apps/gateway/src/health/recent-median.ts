/** Odd, so that one is in the middle: five slow ones of nine are no accident. */
const VALUES = 9;
/** What was seen before that says nothing about now: an endpoint that was left because it was slow is tried again. */
const VALID_MS = 30_000;

/** The middle of the latest few values. A histogram of minutes takes as long to notice a change as it has seen the time before; this takes five values. */
export class RecentMedian {
  readonly #values = new Float64Array(VALUES);
  #count = 0;
  #atMs = 0;
  /** Found out when it is asked for, and once for each value: nobody asks where requests go by price, and elsewhere plans ask more often than answers come. */
  #median: number | null = null;
  #isMedianKnown = true;

  record(value: number, nowMs: number): void {
    if (nowMs - this.#atMs > VALID_MS) this.#count = 0;
    this.#values[this.#count % VALUES] = value;
    this.#count += 1;
    this.#atMs = nowMs;
    this.#isMedianKnown = false;
  }

  /** Null where there are too few, or where they are too old. */
  at(nowMs: number): number | null {
    if (nowMs - this.#atMs > VALID_MS) return null;
    if (!this.#isMedianKnown) {
      this.#median = this.#count < VALUES ? null : (this.#values.toSorted()[(VALUES - 1) / 2] ?? null);
      this.#isMedianKnown = true;
    }
    return this.#median;
  }
}
