/** A fault that the next matching requests meet. */
export interface Fault {
  /** `POST /v1/billing/meter_events`: method and path prefix. */
  readonly match: string;
  /**
   * `error-429` and `error-500` answer without doing anything; `timeout-after-accept` does the work, keeps it, and lets the
   * connection die without an answer; `timeout` dies without doing anything.
   */
  readonly kind: 'error-429' | 'error-500' | 'timeout-after-accept' | 'timeout';
  readonly times: number;
}

export class Faults {
  #pending: { fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.#pending.push({ fault, left: fault.times });
  }

  clear(): void {
    this.#pending = [];
  }

  take(method: string, path: string): Fault['kind'] | undefined {
    const found = this.#pending.find(({ fault, left }) => left > 0 && `${method} ${path}`.startsWith(fault.match));
    if (found === undefined) return undefined;
    found.left -= 1;
    return found.fault.kind;
  }
}
