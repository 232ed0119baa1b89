/** What a worker's health is judged by: not that it is there, but that its jobs get done. Times are ms since the epoch. */
export class JobProgress {
  readonly #nowMs: () => number;
  /** When the worker began to wait for jobs. */
  readonly startedAtMs: number;
  lastStartedAtMs: number | null = null;
  lastSucceededAtMs: number | null = null;
  lastFailedAtMs: number | null = null;
  consecutiveFailures = 0;
  lastError: string | null = null;
  runs = 0;
  failures = 0;

  constructor(nowMs: () => number = Date.now) {
    this.#nowMs = nowMs;
    this.startedAtMs = nowMs();
  }

  begin(): void {
    this.lastStartedAtMs = this.#nowMs();
    this.runs += 1;
  }

  succeed(): void {
    this.lastSucceededAtMs = this.#nowMs();
    this.consecutiveFailures = 0;
    this.lastError = null;
  }

  fail(error: unknown): void {
    this.lastFailedAtMs = this.#nowMs();
    this.consecutiveFailures += 1;
    this.failures += 1;
    this.lastError = error instanceof Error ? error.message : String(error);
  }
}
