'use client';

import { PageHeader } from '@modelhub/ui/panel';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { UpdatedAgo } from '#src/features/usage/components/updated-ago.tsx';
import { useTRPC } from '#src/trpc/client.tsx';
import type { Overview } from '../server/overview.ts';
import { GetStarted, type GetStartedProps } from './get-started.tsx';
import { RecentRequests } from './recent-requests.tsx';
import { SpendPanel } from './spend-panel.tsx';
import { VitalSigns } from './vital-signs.tsx';

const ASK_EVERY_MS = 5_000;

export interface HomeViewProps {
  readonly organizationName: string;
  readonly projectId: string | null;
  readonly projectName: string | null;
  readonly initial: Overview;
  readonly nowMs: number;
  readonly start: GetStartedProps;
}

/** What happened lately, in one look; until something has, how to make it happen. */
export function HomeView({ organizationName, projectId, projectName, initial, nowMs, start }: HomeViewProps) {
  const trpc = useTRPC();
  const answer = useQuery(trpc.home.overview.queryOptions({ projectId }, { initialData: initial, refetchInterval: ASK_EVERY_MS, staleTime: ASK_EVERY_MS }));
  const overview = answer.data;
  // Who has just sent a first request sees the light turn green, rather than the lamp being taken away.
  const [begunHere] = useState(!initial.started);
  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        title={projectName ?? organizationName}
        description={begunHere ? undefined : projectName === null ? undefined : `A project of ${organizationName}`}
        actions={overview.started ? <UpdatedAgo atMs={answer.dataUpdatedAt} failing={answer.isRefetchError} /> : null}
      />
      {begunHere ? <GetStarted {...start} /> : null}
      {overview.started ? (
        <>
          <SpendPanel overview={overview} nowMs={nowMs} />
          <VitalSigns overview={overview} />
          <RecentRequests rows={overview.recent} />
        </>
      ) : null}
    </div>
  );
}
