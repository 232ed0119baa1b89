/** Milliseconds of the machine's monotonic clock: comparable between the processes of one machine (Linux, CLOCK_MONOTONIC). */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1_000_000;
}
