'use client';

import { buttonClass } from '@modelhub/ui/button-class';
import { cx } from '@modelhub/ui/cx';
import { assignDataColors } from '@modelhub/ui/data-colors';
import { EmptyState } from '@modelhub/ui/empty-state';
import { formatDay } from '@modelhub/ui/format';
import { PageHeader, Panel } from '@modelhub/ui/panel';
import { TimeSeriesChart } from '@modelhub/ui/time-series-chart';
import { useQuery } from '@tanstack/react-query';
import { ChartColumn, Download } from 'lucide-react';
import { useQueryStates } from 'nuqs';
import { useMemo, useTransition } from 'react';
import { useTRPC } from '#src/trpc/client.tsx';
import type { Period } from '../period.ts';
import type { UsageChoices } from '../server/choices.ts';
import type { UsageReport } from '../server/usage-report.ts';
import { chartGroups } from '../usage-groups.ts';
import { usageHref, usageParsers, type Measure, type UsageInput, type UsageQuery } from '../usage-query.ts';
import { MeasureTiles } from './measure-tiles.tsx';
import { UpdatedAgo } from './updated-ago.tsx';
import { UsageBreakdown } from './usage-breakdown.tsx';
import { UsageFilters } from './usage-filters.tsx';

/** New usage has to be on the chart within ten seconds; half of that is the journey to the ledger. */
const ASK_EVERY_MS = 5_000;
/** As many as there are colours, less the one that stands for the rest. */
const SERIES_MAX = 7;

const UNITS = { cost: 'usd', tokens: 'tokens', requests: 'requests' } as const;
const PLURALS = { model: 'models', key: 'keys', project: 'projects' } as const;
const VERBS = { cost: 'cost', tokens: 'process', requests: 'answer' } as const satisfies Record<Measure, string>;

function questionOf({ measure, by }: UsageQuery, bucket: Period['bucket']): string {
  const per = bucket === 'hour' ? 'each hour' : 'each day';
  if (measure === 'cost') return `What did each ${by} ${VERBS.cost} ${per}?`;
  return `How many ${measure} did each ${by} ${by === 'model' ? VERBS[measure] : 'use'} ${per}?`;
}

function previousNameOf({ range }: UsageQuery, { fromMs, toMs, previous }: Period): string {
  if (range === '24h') return 'the 24 hours before';
  if (range === 'month') return `${formatDay(previous.fromMs)} to ${formatDay(previous.toMs - 1)}`;
  const days = Math.ceil((toMs - fromMs) / 86_400_000);
  return days === 1 ? 'the day before' : `the ${days} days before`;
}

export interface UsageViewProps {
  readonly organizationId: string;
  readonly input: UsageInput;
  readonly initial: UsageReport;
  readonly choices: UsageChoices;
}

/** The usage page: what it cost, and where that went. Asks again every few seconds while the tab is in view. */
export function UsageView({ organizationId, input, initial, choices }: UsageViewProps) {
  const trpc = useTRPC();
  const [pending, startTransition] = useTransition();
  const [query, setQuery] = useQueryStates(usageParsers, { shallow: false, startTransition, scroll: false });
  const answer = useQuery(trpc.usage.report.queryOptions(input, { initialData: initial, refetchInterval: ASK_EVERY_MS, staleTime: ASK_EVERY_MS }));
  const report = answer.data;
  const { period, bucketsMs } = report;

  const names = useMemo(() => new Map([...choices.models, ...choices.keys, ...choices.projects].map(({ id, name }) => [id, name])), [choices]);
  const colors = useMemo(
    () => assignDataColors([...choices[PLURALS[input.by]].map(({ id }) => id), ...report.groups.flatMap(({ id }) => id ?? [])]),
    [choices, input.by, report.groups],
  );
  const nameOf = (id: string) => names.get(id) ?? id;
  const colorOf = (id: string) => colors.get(id) ?? 'var(--line-strong)';
  const { measure } = query;
  const shown = useMemo(() => chartGroups(report.groups, measure, { max: SERIES_MAX, length: bucketsMs.length }), [report.groups, measure, bucketsMs]);
  const used = choices.models.length > 0;

  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        title="Usage"
        description="What your keys have used, to the nano-dollar of the bill. Days and hours are UTC."
        actions={
          <>
            <UpdatedAgo atMs={answer.dataUpdatedAt} failing={answer.isRefetchError} />
            <a
              href={`${usageHref('/api/export/usage', query)}${usageHref('', query) === '' ? '?' : '&'}organization=${organizationId}`}
              download
              className={buttonClass()}
            >
              <Download aria-hidden />
              Export CSV
            </a>
          </>
        }
      />
      <UsageFilters query={query} period={period} choices={choices} onChange={(change) => void setQuery(change)} />
      <div aria-busy={pending} className={cx('flex flex-col gap-5 transition-opacity', pending && 'opacity-60')}>
        <Panel flush>
          <MeasureTiles
            totals={report.totals}
            previous={report.previousTotals}
            previousName={previousNameOf(query, period)}
            value={measure}
            onValueChange={(next) => void setQuery({ measure: next }, { shallow: true })}
          />
          <div className="px-5 py-4 max-sm:px-3">
            <h2 className="mb-4 text-sm text-ink-muted">{questionOf(query, period.bucket)}</h2>
            {report.totals.requests === 0n ? (
              <NoUsage used={used} />
            ) : (
              <TimeSeriesChart
                title={questionOf(query, period.bucket)}
                unit={UNITS[measure]}
                granularity={period.bucket}
                bucketsMs={bucketsMs}
                heightPx={300}
                series={shown.map(({ id, series }) => ({
                  key: id ?? 'others',
                  label: id === null ? 'Others' : nameOf(id),
                  color: id === null ? 'var(--line-strong)' : colorOf(id),
                  values: series[measure],
                }))}
                previous={report.previous[measure]}
                asTable={query.view === 'table'}
                onAsTableChange={(asTable) => void setQuery({ view: asTable ? 'table' : 'chart' }, { shallow: true })}
              />
            )}
          </div>
        </Panel>
        {report.groups.length === 0 ? null : (
          <Panel flush title={`All ${PLURALS[query.by]}`}>
            <UsageBreakdown report={report} query={query} nameOf={nameOf} colorOf={colorOf} />
          </Panel>
        )}
      </div>
    </div>
  );
}

function NoUsage({ used }: { readonly used: boolean }) {
  return (
    <EmptyState
      icon={<ChartColumn />}
      title={used ? 'Nothing was used here' : 'No usage yet'}
      description={
        used
          ? 'Choose a longer range or fewer filters.'
          : 'Cost, tokens and requests of every key appear here seconds after each answer. Send a first request to see it happen.'
      }
      action={
        <a href={used ? '/usage' : '/home'} className={buttonClass({ variant: used ? 'secondary' : 'primary' })}>
          {used ? 'Show the last 30 days' : 'Send a first request'}
        </a>
      }
    />
  );
}
