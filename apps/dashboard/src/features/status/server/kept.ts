/** So many times as long as it is fresh, an answer is shown while the next one is read. */
const SHOWN_TIMES = 4;

/**
 * A reader that asks once for as long as its answer is fresh, however many visitors there are; while it asks anew they are shown what was read before, if that is not too
 * old. Null when there is no answer: the pages then say that they do not know, instead of failing.
 */
export function kept<Value>(freshMs: number, read: (nowMs: number) => Promise<Value>, now: () => number = Date.now): () => Promise<Value | null> {
  let last: { readonly value: Promise<Value | null>; readonly readAtMs: number } | undefined;
  let isReading = false;
  return () => {
    const nowMs = now();
    const ageMs = last === undefined ? Infinity : nowMs - last.readAtMs;
    if (last !== undefined && (isReading || ageMs <= freshMs)) return last.value;
    isReading = true;
    const next = { value: read(nowMs).catch(() => null), readAtMs: nowMs };
    void next.value.then(() => {
      last = next;
      isReading = false;
    });
    if (last === undefined || ageMs > SHOWN_TIMES * freshMs) last = next;
    return last.value;
  };
}
