import { slaReportFile } from '#src/features/sla/server/report-file.ts';
import { download } from '#src/server/download.ts';
import { pageCaller } from '#src/server/page.ts';
import { services } from '#src/server/runtime.ts';

export const dynamic = 'force-dynamic';

/** A month's service level report. */
export async function GET(_request: Request, { params }: { readonly params: Promise<{ readonly reportId: string }> }): Promise<Response> {
  const { reportId } = await params;
  const caller = await pageCaller();
  return download(services(), async () => {
    const { document, organizationName } = await caller.sla.reportWithMoney({ id: reportId });
    return slaReportFile(document, organizationName);
  });
}
