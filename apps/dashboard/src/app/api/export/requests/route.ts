import type { NextRequest } from 'next/server';
import { loadRequestsQuery, requestsInputOf } from '#src/features/requests/requests-query.ts';
import { fileResponse } from '#src/server/export.ts';

/** The request log as CSV: the same parameters as the page, without the page of it that is shown. */
export async function GET(request: NextRequest): Promise<Response> {
  return fileResponse(request, async (caller) => caller.requests.csv({ ...requestsInputOf(loadRequestsQuery(request)), before: null, after: null }));
}
