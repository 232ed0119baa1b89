import { searchEntries } from '#src/features/docs/search-entries.ts';

// The same for every instance of a version: made once, with the build.
export const dynamic = 'force-static';

export function GET(): Response {
  return Response.json(searchEntries());
}
