import { decimalFromNanoUsd } from '@modelhub/core/money';
import type { TenantClient } from '@modelhub/db/tenant';
import type { CsvFile } from '#src/features/usage/server/usage-csv.ts';
import { isoDay } from '#src/features/usage/period.ts';
import { csvOf } from '#src/server/csv.ts';
import { readRequests, type ReadRequests, type RequestRow } from './request-log.ts';

/** As many as a spreadsheet is a good place for; whole months are in the usage export. */
export const EXPORT_ROWS_MAX = 10_000;
const PAGE = 2_500;

const HEAD = [
  'time_utc',
  'generation_id',
  'model',
  'provider',
  'key_id',
  'key_name',
  'stream',
  'outcome',
  'status_code',
  'error_code',
  'usage_is_estimated',
  'prompt_tokens',
  'completion_tokens',
  'units',
  'unit',
  'cost_usd',
  'time_to_first_ms',
  'duration_ms',
];

/** The newest requests that the filters let through, as a file. */
export async function requestsCsv(tx: TenantClient, input: Omit<ReadRequests, 'size'>): Promise<CsvFile> {
  const rows: RequestRow[] = [];
  let before = input.before;
  do {
    const page = await readRequests(tx, { ...input, after: null, before, size: PAGE });
    rows.push(...page.rows);
    before = page.olderThan;
  } while (before !== null && rows.length < EXPORT_ROWS_MAX);
  const lines = rows
    .slice(0, EXPORT_ROWS_MAX)
    .map((row) => [
      row.at.toISOString(),
      row.id,
      row.model,
      row.provider,
      row.key.id,
      row.key.name,
      row.stream,
      row.outcome,
      row.statusCode,
      row.errorCode,
      row.estimated,
      row.promptTokens,
      row.completionTokens,
      row.units,
      row.unit,
      decimalFromNanoUsd(row.costNanoUsd),
      row.timeToFirstMs,
      row.durationMs,
    ]);
  return { name: `modelhub-requests-${isoDay(input.nowMs)}.csv`, text: csvOf(HEAD, lines) };
}
