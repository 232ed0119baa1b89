import { TRPCError } from '@trpc/server';
import { notFound } from 'next/navigation';

/** What a procedure answers, for a page about one thing; the 404 page where there is no such thing, or the id is none. */
export async function orNotFound<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof TRPCError && (error.code === 'NOT_FOUND' || error.code === 'BAD_REQUEST')) notFound();
    throw error;
  }
}
