import { monthName } from '@modelhub/billing/month';
import { statementCsv } from '@modelhub/billing/statement-csv';
import { statementPdf } from '@modelhub/billing/statement-pdf';
import type { Statement } from '@modelhub/billing/statement';
import type { DownloadFile } from '#src/server/download.ts';

export type StatementFormat = 'csv' | 'pdf';

/** `modelhub-statement-2026-10-INV-0001.csv`: found again in a folder of downloads. */
function nameOf(statement: Statement): string {
  const number = statement.invoice?.number?.replace(/[^A-Za-z0-9-]/g, '') ?? 'draft';
  return `modelhub-statement-${monthName(statement.periodStartMs)}-${statement.invoice === null ? 'so-far' : number}`;
}

/** A statement as a file of the given kind. */
export async function statementFile(statement: Statement, format: StatementFormat): Promise<DownloadFile> {
  if (format === 'csv') return { name: `${nameOf(statement)}.csv`, type: 'text/csv; charset=utf-8', body: statementCsv(statement) };
  return { name: `${nameOf(statement)}.pdf`, type: 'application/pdf', body: await statementPdf(statement) };
}
