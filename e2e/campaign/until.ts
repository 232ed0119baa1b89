import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 100;

/** Waits for a state of things. Rejects with its name when it has not come about in time. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>, timeoutMs = 120_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`not within ${timeoutMs / 1_000} s: ${what}`);
    await sleep(POLL_MS);
  }
}
