/**
 * A function of which only one run is under way at a time: whoever calls meanwhile gets the run that is. For jobs whose next
 * wake-up comes before the last is done.
 */
export function singleFlight(run: () => Promise<void>): () => Promise<void> {
  let current: Promise<void> | null = null;
  return () => {
    current ??= run().finally(() => {
      current = null;
    });
    return current;
  };
}
