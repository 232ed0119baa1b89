'use client';

import { Badge } from '@modelhub/ui/badge';
import { ErrorState } from '@modelhub/ui/error-state';
import { formatMoneyExact } from '@modelhub/ui/format';
import { SidePanel } from '@modelhub/ui/side-panel';
import { Skeleton } from '@modelhub/ui/skeleton';
import { StatusDot } from '@modelhub/ui/status-dot';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '#src/trpc/client.tsx';
import { problemOf } from '#src/trpc/problem.ts';
import { isEstimated, outcomeWords, usageSourceWords } from '../outcome.ts';
import type { RequestDetail } from '../server/request-detail.ts';
import { RequestDecision } from './request-decision.tsx';
import { RequestFacts } from './request-facts.tsx';
import { RequestTiming } from './request-timing.tsx';
import { RequestTokens } from './request-tokens.tsx';

export interface RequestPanelProps {
  /** The generation whose details are shown; null is closed. */
  readonly id: string | null;
  readonly onClose: () => void;
}

/** Everything that the ledger knows of one request, beside the list. */
export function RequestPanel({ id, onClose }: RequestPanelProps) {
  const trpc = useTRPC();
  const answer = useQuery(trpc.requests.get.queryOptions({ id: id ?? '' }, { enabled: id !== null }));
  const problem = problemOf(answer.error);
  const detail = answer.data;
  return (
    <SidePanel title={detail?.model ?? 'Request'} description={detail === undefined ? id : <Summary detail={detail} />} open={id !== null} onClose={onClose}>
      {detail === undefined ? null : (
        <div className="flex flex-col gap-7">
          <Cost detail={detail} />
          <RequestTiming detail={detail} />
          <RequestDecision detail={detail} />
          <RequestTokens detail={detail} />
          <RequestFacts detail={detail} />
        </div>
      )}
      {answer.isPending && id !== null ? <Loading /> : null}
      {answer.isError ? <ErrorState title="This request cannot be shown" description={problem.message ?? ''} requestId={problem.requestId} /> : null}
    </SidePanel>
  );
}

function Summary({ detail }: { readonly detail: RequestDetail }) {
  const { status, label, explanation } = outcomeWords(detail);
  return (
    <div className="flex flex-col gap-1.5">
      <StatusDot status={status} label={label} />
      {explanation === undefined ? null : <p>{explanation}</p>}
    </div>
  );
}

function Cost({ detail }: { readonly detail: RequestDetail }) {
  const total = detail.corrections.reduce((sum, correction) => sum + correction.costNanoUsd, detail.costNanoUsd);
  const estimated = isEstimated(detail.usageSource);
  return (
    <div>
      <p className="text-sm text-ink-muted">Cost</p>
      <p className="mt-1 flex flex-wrap items-center gap-3 text-xl font-medium tracking-tight tabular-nums">
        {formatMoneyExact(total)}
        {estimated ? <Badge tone="degraded">Estimated</Badge> : null}
      </p>
      <p className="mt-0.5 text-xs text-ink-subtle">{usageSourceWords(detail.usageSource)}</p>
    </div>
  );
}

function Loading() {
  return (
    <div role="status" aria-label="Loading the request" className="flex flex-col gap-6">
      <Skeleton className="h-14 w-48" />
      <Skeleton className="h-16" />
      <Skeleton className="h-36" />
      <Skeleton className="h-64" />
    </div>
  );
}
