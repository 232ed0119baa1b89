import type { NextRequest } from 'next/server';
import { loadUsageQuery, usageInputOf } from '#src/features/usage/usage-query.ts';
import { fileResponse } from '#src/server/export.ts';

/** The usage page's figures as CSV: the same parameters as the page. */
export async function GET(request: NextRequest): Promise<Response> {
  return fileResponse(request, async (caller) => caller.usage.csv(usageInputOf(loadUsageQuery(request))));
}
