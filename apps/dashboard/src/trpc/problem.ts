import { TRPCClientError } from '@trpc/client';
import type { ErrorDetails } from '#src/server/trpc.ts';

/** A failed call in the words of the page. */
export interface Problem {
  /** For the form as a whole; undefined where the fields say it all. */
  readonly message: string | undefined;
  readonly requestId: string | undefined;
  readonly fields: Readonly<Record<string, string>>;
}

const NO_PROBLEM: Problem = { message: undefined, requestId: undefined, fields: {} };

function isOurs(data: unknown): data is ErrorDetails & { readonly httpStatus: number } {
  return typeof data === 'object' && data !== null && 'fields' in data && 'requestId' in data;
}

/** Turns what a query or mutation failed with into text for fields and form. The request id is shown for faults of ours only. */
export function problemOf(error: unknown, shownFields: readonly string[] = []): Problem {
  if (error === null || error === undefined) return NO_PROBLEM;
  if (!(error instanceof TRPCClientError) || !isOurs(error.data)) {
    return { message: 'The server cannot be reached. Check your connection and try again.', requestId: undefined, fields: {} };
  }
  const { fields, requestId, httpStatus } = error.data;
  const allShown = Object.keys(fields).length > 0 && Object.keys(fields).every((field) => shownFields.includes(field));
  const unshown = Object.entries(fields).find(([field]) => !shownFields.includes(field));
  return {
    message: allShown ? undefined : (unshown?.[1] ?? error.message),
    requestId: httpStatus >= 500 ? (requestId ?? undefined) : undefined,
    fields,
  };
}
