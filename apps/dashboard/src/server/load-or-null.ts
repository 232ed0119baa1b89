import { TRPCError } from '@trpc/server';

/** What a page loads, or null where its address names something that is not there for this reader. Faults stay faults. */
export async function loadOrNull<T>(loading: Promise<T>): Promise<T | null> {
  try {
    return await loading;
  } catch (error) {
    if (error instanceof TRPCError && (error.code === 'NOT_FOUND' || error.code === 'BAD_REQUEST')) return null;
    throw error;
  }
}
