export interface SlidingCountsOptions {
  readonly windowMs: number;
  /** The window moves on in so many steps. */
  readonly slots: number;
  /** How many kinds of things are counted. */
  readonly columns: number;
}

/** Counts of the last while in constant memory: a ring of slots, of which the oldest are forgotten as time goes on. Nothing is allocated to count. */
export class SlidingCounts {
  readonly #slotMs: number;
  readonly #slots: number;
  readonly #columns: number;
  readonly #counts: Uint32Array;
  readonly #sums: Uint32Array;
  /** The slot of the newest count, numbered since the epoch. */
  #newest = 0;

  constructor({ windowMs, slots, columns }: SlidingCountsOptions) {
    this.#slotMs = windowMs / slots;
    this.#slots = slots;
    this.#columns = columns;
    this.#counts = new Uint32Array(slots * columns);
    this.#sums = new Uint32Array(columns);
  }

  add(column: number, nowMs: number): void {
    this.#moveTo(nowMs);
    const at = (this.#newest % this.#slots) * this.#columns + column;
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
    this.#sums[column] = (this.#sums[column] ?? 0) + 1;
  }

  /** Counts what happened before now, as long as that is within the window. */
  addPast(column: number, { count, atMs }: { readonly count: number; readonly atMs: number }, nowMs: number): void {
    this.#moveTo(nowMs);
    const slot = Math.min(Math.floor(atMs / this.#slotMs), this.#newest);
    if (slot <= this.#newest - this.#slots) return;
    const at = (slot % this.#slots) * this.#columns + column;
    this.#counts[at] = (this.#counts[at] ?? 0) + count;
    this.#sums[column] = (this.#sums[column] ?? 0) + count;
  }

  /** How many of a kind there were within the window. */
  sum(column: number, nowMs: number): number {
    this.#moveTo(nowMs);
    return this.#sums[column] ?? 0;
  }

  clear(): void {
    this.#counts.fill(0);
    this.#sums.fill(0);
  }

  /** A clock that was set back counts into the newest slot until it has caught up. */
  #moveTo(nowMs: number): void {
    const slot = Math.floor(nowMs / this.#slotMs);
    const passed = slot - this.#newest;
    if (passed <= 0) return;
    if (passed >= this.#slots) this.clear();
    else for (let at = this.#newest + 1; at <= slot; at += 1) this.#forget(at % this.#slots);
    this.#newest = slot;
  }

  #forget(slot: number): void {
    for (let column = 0; column < this.#columns; column += 1) {
      const at = slot * this.#columns + column;
      this.#sums[column] = (this.#sums[column] ?? 0) - (this.#counts[at] ?? 0);
      this.#counts[at] = 0;
    }
  }
}
