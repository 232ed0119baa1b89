const TICK_MS = 4;

/**
 * Calls `begin` so often a second for so long, whatever becomes of what was begun: a gateway that stalls gets no pause. Resolves when the time is over
 * and everything that was begun has ended.
 */
export async function openLoop(options: { readonly perSecond: number; readonly seconds: number; readonly begin: () => Promise<void> }): Promise<void> {
  const { perSecond, seconds, begin } = options;
  const underWay = new Set<Promise<void>>();
  const startedAtMs = performance.now();
  let begun = 0;
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const elapsed = (performance.now() - startedAtMs) / 1_000;
      for (const due = Math.floor(Math.min(elapsed, seconds) * perSecond); begun < due; begun += 1) {
        const one: Promise<void> = begin().finally(() => underWay.delete(one));
        underWay.add(one);
      }
      if (elapsed < seconds) return;
      clearInterval(timer);
      resolve();
    }, TICK_MS);
  });
  await Promise.all(underWay);
}
