import { statementFile } from '#src/features/billing/server/statement-file.ts';
import { download } from '#src/server/download.ts';
import { pageCaller } from '#src/server/page.ts';
import { services } from '#src/server/runtime.ts';

export const dynamic = 'force-dynamic';

/** The statement of an invoice, as it was frozen with it. */
export async function GET(_request: Request, { params }: { readonly params: Promise<{ readonly invoiceId: string }> }): Promise<Response> {
  const { invoiceId } = await params;
  const caller = await pageCaller();
  return download(services(), async () => statementFile((await caller.billing.invoice({ id: invoiceId })).statement, 'csv'));
}
