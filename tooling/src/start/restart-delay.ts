const FIRST_DELAY_MS = 500;
const DELAY_MS_MAX = 30_000;
/** A program that ran this long was well; its next end is a first one again. */
const WELL_AFTER_MS = 60_000;

/** How long to wait before a program that ended is started again: half a second, doubled with each end that follows soon, up to half a minute. */
export function restartDelayMs({ failures, ranMs }: { readonly failures: number; readonly ranMs: number }): {
  readonly delayMs: number;
  readonly failures: number;
} {
  const count = ranMs >= WELL_AFTER_MS ? 1 : failures + 1;
  return { delayMs: Math.min(FIRST_DELAY_MS * 2 ** (count - 1), DELAY_MS_MAX), failures: count };
}
