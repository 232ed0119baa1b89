/** `99.9123 %`, all four decimals of parts per million: what is rounded away would be what is argued about. */
export function percentFromPpm(ppm: bigint): string {
  return `${ppm / 10_000n}.${(ppm % 10_000n).toString().padStart(4, '0')}\u00a0%`;
}
