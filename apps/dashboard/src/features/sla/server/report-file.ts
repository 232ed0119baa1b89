import { monthName } from '@modelhub/billing/month';
import { slaReportPdf } from '@modelhub/billing/sla/report-pdf';
import type { SlaReportDocument } from '@modelhub/billing/sla/report-document';
import type { DownloadFile } from '#src/server/download.ts';

/** A month's report as a PDF. */
export async function slaReportFile(document: SlaReportDocument, organizationName: string): Promise<DownloadFile> {
  return { name: `modelhub-service-level-${monthName(document.monthMs)}.pdf`, type: 'application/pdf', body: await slaReportPdf(document, organizationName) };
}
