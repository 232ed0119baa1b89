'use client';

import { formatCount, formatDuration, formatMoney } from '@modelhub/ui/format';
import { Link } from '@modelhub/ui/link';
import { StatusDot } from '@modelhub/ui/status-dot';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '#src/trpc/client.tsx';

const ASK_EVERY_MS = 1_500;

/** Grey until the first request is in the ledger, then green with what it was and what it cost. */
export function FirstRequestLight({ keyId }: { readonly keyId: string | undefined }) {
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.onboarding.firstRequest.queryOptions(keyId === undefined ? {} : { keyId }, {
      refetchInterval: (query) => (query.state.data?.kind === 'arrived' ? false : ASK_EVERY_MS),
      staleTime: 0,
    }),
  );
  if (data?.kind !== 'arrived') {
    return (
      <div role="status" className="flex items-start gap-3 rounded-lg border border-line bg-surface px-4 py-3.5">
        <StatusDot status="unknown" label="Waiting for your first request" isWaiting />
      </div>
    );
  }
  const failed = data.statusCode >= 400;
  return (
    <div role="status" className="rounded-lg border border-line bg-healthy-soft px-4 py-3.5">
      <StatusDot status={failed ? 'degraded' : 'healthy'} label={failed ? 'Your first request arrived, and failed' : 'Your first request arrived'} />
      <p className="mt-1.5 text-sm text-ink">
        {failed ? (
          <>
            {data.model} answered {data.statusCode}
            {data.errorCode === null ? '' : ` (${data.errorCode})`}. It cost nothing.
          </>
        ) : (
          <>
            {data.model} read {formatCount(data.promptTokens)} tokens and wrote {formatCount(data.completionTokens)} in {formatDuration(data.durationMs)}. It
            cost <strong className="font-medium tabular-nums">{formatMoney(data.costNanoUsd)}</strong>.
          </>
        )}{' '}
        <Link href="/usage">See it on the chart</Link>
      </p>
    </div>
  );
}
