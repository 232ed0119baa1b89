import { decimalFromNanoUsd } from '@modelhub/core/money';
import { TOKEN_COMPONENTS } from '@modelhub/core/token-usage';
import { rowsFromPrisma } from '@modelhub/db/query-rows';
import type { TenantClient } from '@modelhub/db/tenant';
import { usageSeries } from '@modelhub/metering/usage-queries';
import { csvOf } from '#src/server/csv.ts';
import { isoDay, resolvePeriod } from '../period.ts';
import { usageChoices } from './choices.ts';
import { requireOwned } from './owned-filter.ts';
import { usageFilter, type ReadUsage } from './usage-report.ts';

export interface CsvFile {
  readonly name: string;
  readonly text: string;
}

const TOKEN_COLUMNS = TOKEN_COMPONENTS.map((component) =>
  component === 'units' ? 'units' : `${component.replace(/[A-Z]|\d+/g, (part) => `_${part.toLowerCase()}`)}_tokens`,
);

/** The page's figures as a file: a line for each bucket and group that has usage, costs to the last digit. */
export async function usageCsv(tx: TenantClient, input: ReadUsage): Promise<CsvFile> {
  await requireOwned(tx, input);
  const period = resolvePeriod(input, input.nowMs);
  const points = await usageSeries(rowsFromPrisma(tx), usageFilter(input, period), { bucket: period.bucket, groupBy: input.by });
  const choices = await usageChoices(tx, input);
  const names = new Map([...choices.models, ...choices.keys, ...choices.projects].map(({ id, name }) => [id, name]));
  const head = [
    `${period.bucket}_utc`,
    `${input.by}_id`,
    `${input.by}_name`,
    'requests',
    'failed_requests',
    'estimated_requests',
    ...TOKEN_COLUMNS,
    'cost_usd',
  ];
  const rows = points.map((point) => [
    new Date(point.bucketStartMs).toISOString(),
    point.group,
    names.get(point.group ?? '') ?? point.group,
    point.requests,
    point.failedRequests,
    point.estimatedRequests,
    ...TOKEN_COMPONENTS.map((component) => point.usage[component]),
    decimalFromNanoUsd(point.costNanoUsd),
  ]);
  return { name: `modelhub-usage-${isoDay(period.fromMs)}-to-${isoDay(period.toMs - 1)}-by-${input.by}.csv`, text: csvOf(head, rows) };
}
