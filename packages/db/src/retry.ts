import { setTimeout as delay } from 'node:timers/promises';

const SERIALIZATION_FAILURE = '40001';
const DEADLOCK_DETECTED = '40P01';
/** Prisma's name for both. */
const PRISMA_WRITE_CONFLICT = 'P2034';

/** True for errors after which the same transaction may simply be tried again. */
export function isRetryable(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    const code = 'code' in current ? current.code : undefined;
    if (code === SERIALIZATION_FAILURE || code === DEADLOCK_DETECTED || code === PRISMA_WRITE_CONFLICT) return true;
  }
  return false;
}

/**
 * Runs a whole transaction and runs it again when PostgreSQL picked it as the victim of a deadlock or of a serialization
 * conflict. `run` has to begin and roll back by itself. The last error is thrown on.
 */
export async function withRetry<T>(run: () => Promise<T>, options: { readonly attempts?: number } = {}): Promise<T> {
  const attempts = options.attempts ?? 5;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      if (attempt >= attempts || !isRetryable(error)) throw error;
      // Randomised, so that the two that met do not meet again.
      await delay(Math.random() * 10 * 2 ** attempt);
    }
  }
}
