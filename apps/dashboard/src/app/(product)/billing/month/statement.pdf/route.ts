import { statementFile } from '#src/features/billing/server/statement-file.ts';
import { download } from '#src/server/download.ts';
import { pageCaller } from '#src/server/page.ts';
import { services } from '#src/server/runtime.ts';

export const dynamic = 'force-dynamic';

/** The month so far. */
export async function GET(): Promise<Response> {
  const caller = await pageCaller();
  return download(services(), async () => statementFile(await caller.billing.thisMonth(), 'pdf'));
}
