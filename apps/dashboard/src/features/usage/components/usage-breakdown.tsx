'use client';

import { Money, Tokens } from '@modelhub/ui/figures';
import { formatCount } from '@modelhub/ui/format';
import { Table, type TableColumn } from '@modelhub/ui/table';
import { failedShare } from '../figures.ts';
import type { UsageReport } from '../server/usage-report.ts';
import type { UsageGroupReport } from '../usage-groups.ts';
import { usageHref, type Group, type UsageQuery } from '../usage-query.ts';

const HEADS = { model: 'Model', key: 'Key', project: 'Project' } as const satisfies Record<Group, string>;

/** Parts per thousand, for the length of a bar alone. */
function shareOf(part: bigint, whole: bigint): number {
  return whole === 0n ? 0 : Number((part * 1_000n) / whole) / 10;
}

/** Only where there are any: images, seconds, characters and searches are counted alike, and the request says which. */
const UNITS: TableColumn<UsageGroupReport> = { id: 'units', header: 'Units', align: 'right', priority: 'detail', cell: ({ units }) => formatCount(units) };

export interface UsageBreakdownProps {
  readonly report: UsageReport;
  readonly query: UsageQuery;
  readonly nameOf: (id: string) => string;
  readonly colorOf: (id: string) => string;
}

/** The same figures group by group, the dearest first. A row leads to that group alone. */
export function UsageBreakdown({ report, query, nameOf, colorOf }: UsageBreakdownProps) {
  const others = report.groupCount - report.groups.filter((group) => group.id !== null).length;
  const columns: readonly TableColumn<UsageGroupReport>[] = [
    {
      id: 'group',
      header: HEADS[query.by],
      priority: 'title',
      cell: ({ id }) => (
        <span className="inline-flex items-center gap-2.5">
          <span aria-hidden className="size-2.5 shrink-0 rounded-xs" style={{ background: id === null ? 'var(--line-strong)' : colorOf(id) }} />
          {id === null ? `${others} others` : nameOf(id)}
        </span>
      ),
    },
    { id: 'requests', header: 'Requests', align: 'right', cell: ({ requests }) => formatCount(requests) },
    { id: 'failed', header: 'Failed', align: 'right', priority: 'detail', className: 'text-ink-muted', cell: (group) => failedShare(group) ?? '–' },
    { id: 'prompt', header: 'Tokens read', align: 'right', priority: 'detail', cell: ({ promptTokens }) => <Tokens count={promptTokens} /> },
    { id: 'completion', header: 'Tokens written', align: 'right', priority: 'detail', cell: ({ completionTokens }) => <Tokens count={completionTokens} /> },
    ...(report.totals.units === 0n ? [] : [UNITS]),
    {
      id: 'share',
      header: 'Share of cost',
      priority: 'detail',
      className: 'w-36',
      cell: ({ cost }) => (
        <span aria-hidden className="block h-1.5 overflow-hidden rounded-full bg-hover">
          <span className="block h-full rounded-full bg-ink-subtle" style={{ width: `${shareOf(cost, report.totals.cost)}%` }} />
        </span>
      ),
    },
    { id: 'cost', header: 'Cost', align: 'right', cell: ({ cost }) => <Money nanoUsd={cost} /> },
  ];
  return (
    <Table
      caption={`Usage by ${query.by}`}
      columns={columns}
      rows={report.groups}
      rowKey={({ id }) => id ?? 'others'}
      rowHref={({ id }) => usageHref('/usage', id === null ? query : { ...query, [query.by]: [id] })}
      stickyTop="0px"
    />
  );
}
