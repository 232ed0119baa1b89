'use client';

import { buttonClass } from '@modelhub/ui/button-class';
import { cx } from '@modelhub/ui/cx';
import { EmptyState } from '@modelhub/ui/empty-state';
import { formatDay } from '@modelhub/ui/format';
import { Pagination } from '@modelhub/ui/pagination';
import { PageHeader } from '@modelhub/ui/panel';
import { useQuery } from '@tanstack/react-query';
import { Download, ScrollText } from 'lucide-react';
import Link from 'next/link';
import { useQueryStates } from 'nuqs';
import { useTransition, type ReactNode } from 'react';
import { UpdatedAgo } from '#src/features/usage/components/updated-ago.tsx';
import type { UsageChoices } from '#src/features/usage/server/choices.ts';
import { useTRPC } from '#src/trpc/client.tsx';
import { isNarrowed, requestsHref, requestsParsers, type RequestsInput, type RequestsQuery } from '../requests-query.ts';
import type { PolicyChoice } from '../server/policy-choices.ts';
import type { RequestPage } from '../server/request-log.ts';
import { RequestPanel } from './request-panel.tsx';
import { RequestsFilters } from './requests-filters.tsx';
import { RequestsTable } from './requests-table.tsx';

const ASK_EVERY_MS = 5_000;

export interface RequestsViewProps {
  readonly organizationId: string;
  readonly input: RequestsInput;
  readonly initial: RequestPage;
  readonly choices: UsageChoices;
  readonly policies: readonly PolicyChoice[];
}

/** The request log. Its newest page fills by itself; older ones stand still. */
export function RequestsView({ organizationId, input, initial, choices, policies }: RequestsViewProps) {
  const trpc = useTRPC();
  const [pending, startTransition] = useTransition();
  const [query, setQuery] = useQueryStates(requestsParsers, { shallow: false, startTransition, scroll: false });
  const newest = input.before === null && input.after === null;
  const answer = useQuery(
    trpc.requests.list.queryOptions(input, { initialData: initial, refetchInterval: newest ? ASK_EVERY_MS : false, staleTime: ASK_EVERY_MS }),
  );
  const page = answer.data;
  const shown = { ...query, request: '' };
  const exportHref = requestsHref('/api/export/requests', { ...shown, before: '', after: '' });

  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        title="Requests"
        description="Every request of your keys with its tokens, time and exact cost."
        actions={
          <>
            {newest ? <UpdatedAgo atMs={answer.dataUpdatedAt} failing={answer.isRefetchError} /> : null}
            <a
              href={`${exportHref}${exportHref.includes('?') ? '&' : '?'}organization=${organizationId}`}
              download
              title="The newest 10,000 that the filters let through"
              className={buttonClass()}
            >
              <Download aria-hidden />
              Export CSV
            </a>
          </>
        }
      />
      <RequestsFilters
        query={query}
        choices={choices}
        policies={policies}
        onChange={(change) => void setQuery({ ...change, before: '', after: '', request: '' })}
      />
      <div aria-busy={pending} className={cx('flex flex-col gap-4 transition-opacity', pending && 'opacity-60')}>
        <div className="rounded-lg border border-line bg-surface">
          <RequestsTable
            rows={page.rows}
            hrefOf={(row) => requestsHref('/requests', { ...shown, request: row.id })}
            onOpen={(row) => void setQuery({ request: row.id }, { shallow: true, history: 'push' })}
            empty={<Nothing narrowed={isNarrowed(input)} page={page} query={shown} />}
          />
        </div>
        {page.olderThan === null && page.newerThan === null ? null : (
          <Pagination
            previousLabel="Newer"
            nextLabel="Older"
            previousHref={
              page.newerThan === null
                ? newest
                  ? null
                  : requestsHref('/requests', { ...shown, before: '', after: '' })
                : requestsHref('/requests', { ...shown, before: '', after: page.newerThan })
            }
            nextHref={page.olderThan === null ? null : requestsHref('/requests', { ...shown, before: page.olderThan, after: '' })}
            summary={summaryOf(page)}
          />
        )}
      </div>
      <RequestPanel id={query.request === '' ? null : query.request} onClose={() => void setQuery({ request: '' }, { shallow: true })} />
    </div>
  );
}

function summaryOf(page: RequestPage): string {
  const [first, last] = [page.rows[0], page.rows.at(-1)];
  if (page.searchedBackTo !== null) return `Searched back to ${formatDay(page.searchedBackTo.getTime(), { year: true })}`;
  if (first === undefined || last === undefined) return '';
  const [from, to] = [formatDay(last.at.getTime(), { year: true }), formatDay(first.at.getTime(), { year: true })];
  return from === to ? from : `${from} – ${to}`;
}

interface NothingProps {
  readonly narrowed: boolean;
  readonly page: RequestPage;
  readonly query: RequestsQuery;
}

function Nothing({ narrowed, page, query }: NothingProps) {
  if (page.searchedBackTo !== null) {
    return (
      <Empty
        title="Nothing matches so far"
        description={`The requests back to ${formatDay(page.searchedBackTo.getTime(), { year: true })} have been searched.`}
      >
        <Link href={requestsHref('/requests', { ...query, before: page.olderThan ?? '', after: '' })} className={buttonClass()}>
          Search further back
        </Link>
      </Empty>
    );
  }
  if (narrowed || query.before !== '' || query.after !== '') {
    return (
      <Empty title="No request matches" description="Try a longer time or fewer filters.">
        <Link href="/requests" className={buttonClass()}>
          Show all requests
        </Link>
      </Empty>
    );
  }
  return (
    <Empty
      title="No requests yet"
      description="Each request appears here seconds after its answer: which model served it, how long it took, and what it cost to the last digit."
    >
      <Link href="/home" className={buttonClass({ variant: 'primary' })}>
        Send a first request
      </Link>
    </Empty>
  );
}

function Empty({ title, description, children }: { readonly title: string; readonly description: string; readonly children: ReactNode }) {
  return <EmptyState icon={<ScrollText />} title={title} description={description} action={children} />;
}
