'use client';

import { Button } from '@modelhub/ui/button';
import { FormError } from '@modelhub/ui/form';
import { formatCount, formatMoney, formatMoneyExact, formatShare, formatUtc } from '@modelhub/ui/format';
import { Link } from '@modelhub/ui/link';
import { Panel } from '@modelhub/ui/panel';
import { RelativeTime } from '@modelhub/ui/relative-time';
import { Select } from '@modelhub/ui/select';
import { Stat, StatRow } from '@modelhub/ui/stat';
import { Table, type TableColumn } from '@modelhub/ui/table';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '#src/trpc/client.tsx';
import { problemOf } from '#src/trpc/problem.ts';
import type { PolicyDocument } from '../policy-document.ts';
import { shortModel } from '../policy-words.ts';
import type { StepShare, TriedPolicy, TriedRequest } from '../server/try-policy.ts';

export interface TryFilterChoices {
  readonly keys: readonly { readonly id: string; readonly name: string }[];
  readonly projects: readonly { readonly id: string; readonly name: string }[];
}

const PERIODS = [
  { value: '24h', label: 'Last 24 hours' },
  { value: '7d', label: 'Last 7 days' },
  { value: '30d', label: 'Last 30 days' },
] as const;

type Tried = TriedPolicy & { readonly isProvidersKnown: boolean; readonly requestsMax: number };

/** The policy against the organization's own requests of late: where each would have gone, and for how much. */
export function TryPast({ document, isValid, filters }: { readonly document: PolicyDocument; readonly isValid: boolean; readonly filters: TryFilterChoices }) {
  const trpc = useTRPC();
  const [period, setPeriod] = useState<(typeof PERIODS)[number]['value']>('7d');
  const [keyId, setKeyId] = useState('');
  const [projectId, setProjectId] = useState('');
  const run = useMutation(trpc.policies.tryOnPast.mutationOptions());
  const problem = problemOf(run.error);
  const isStale = run.data !== undefined && JSON.stringify(run.variables?.document) !== JSON.stringify(document);
  const any = (label: string, options: TryFilterChoices['keys']) => [{ value: '', label }, ...options.map(({ id, name }) => ({ value: id, label: name }))];
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-wrap items-center gap-2 max-sm:grid max-sm:grid-cols-2">
        <Select label="Period" className="w-40 max-sm:w-full" options={PERIODS} value={period} onValueChange={setPeriod} />
        <Select label="Key" className="w-44 max-sm:w-full" options={any('All keys', filters.keys)} value={keyId} onValueChange={setKeyId} />
        <Select label="Project" className="w-44 max-sm:w-full" options={any('All projects', filters.projects)} value={projectId} onValueChange={setProjectId} />
        <Button
          variant="primary"
          pending={run.isPending}
          disabled={!isValid}
          onClick={() =>
            run.mutate({ document: document as never, period, keyId: keyId === '' ? null : keyId, projectId: projectId === '' ? null : projectId })
          }
        >
          Try it
        </Button>
      </div>
      <FormError message={problem.message} requestId={problem.requestId} />
      {run.isPending ? (
        <p role="status" className="text-sm text-ink-muted">
          Running over your newest requests…
        </p>
      ) : null}
      {isStale ? <p className="text-sm text-degraded-ink">The policy has changed since: try it again.</p> : null}
      {run.data === undefined ? (
        <p className="max-w-2xl text-sm text-ink-muted">
          Runs the policy as you see it, saved or not, over your own requests: which step each would have taken, where it would have gone, and what it would
          have cost. Nothing is sent anywhere, and no prompt is read: the counts and kinds that steps look at are kept with each request.
        </p>
      ) : (
        <TriedResult tried={run.data} />
      )}
    </div>
  );
}

function TriedResult({ tried }: { readonly tried: Tried }) {
  if (tried.requests === 0) {
    return (
      <p className="max-w-2xl rounded-lg border border-line bg-surface px-5 py-8 text-sm text-ink-muted">
        No request of this period has what a policy looks at. It is kept with each request for some weeks; send some, choose a longer period, or try a made-up
        one.
      </p>
    );
  }
  const { requests, unserved, costNowNanoUsd: now, costThenNanoUsd: then, requestsMax, oldestAt } = tried;
  return (
    <div className="flex flex-col gap-5">
      <StatRow>
        <Stat
          label="Requests"
          value={formatCount(requests)}
          detail={requests === requestsMax && oldestAt !== null ? `the newest, back to ${formatUtc(oldestAt.getTime())}` : undefined}
        />
        <Stat label="They cost" value={<Money nanoUsd={now} />} detail={unserved === 0 ? undefined : 'without those below that nothing could serve'} />
        <Stat label="With this policy" value={<Money nanoUsd={then} />} detail={differenceWords(now, then)} />
        <Stat
          label="Nothing could serve"
          value={formatCount(unserved)}
          detail={unserved === 0 ? 'every request had a place to go' : share(unserved, requests)}
        />
      </StatRow>
      <Panel flush title="Where they would have gone">
        <Table caption="Steps" columns={STEP_COLUMNS(requests)} rows={tried.steps} rowKey={({ step }) => step} />
      </Panel>
      {tried.reasons.length === 0 ? null : (
        <Panel title="Why nothing could serve some of them">
          <ul className="flex flex-col gap-2 text-sm">
            {tried.reasons.map(({ step, reason, requests: count }) => (
              <li key={`${step} ${reason}`}>
                <span className="font-medium tabular-nums">{formatCount(count)}</span> at {step}: <span className="text-ink-muted">{reason}</span>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      <Panel flush title={tried.rows.length < requests ? `${tried.rows.length} of ${formatCount(requests)} requests` : 'Request by request'}>
        <Table caption="Requests" columns={ROW_COLUMNS} rows={tried.rows} rowKey={({ id }) => id} />
      </Panel>
      <p className="max-w-3xl text-xs text-ink-subtle">
        The same tokens as then, with what each request asked of providers itself, at today’s prices with your markup; another model may write more or fewer.
        Where a step goes by speed, the cheapest endpoint stands in, and all endpoints count as well.{' '}
        {tried.isProvidersKnown ? 'Providers are those that gateways have set up.' : 'Every provider counts as set up: no gateway has said which are.'}
      </p>
    </div>
  );
}

function Money({ nanoUsd }: { readonly nanoUsd: bigint }) {
  return <span title={formatMoneyExact(nanoUsd)}>{formatMoney(nanoUsd)}</span>;
}

function share(part: number, whole: number): string {
  return whole === 0 ? '0 %' : formatShare(Math.round((part / whole) * 1_000_000));
}

/** Per mille of the former cost, as text. */
function differenceWords(now: bigint, then: bigint): string | undefined {
  if (now === 0n || now === then) return now === then ? 'the same' : undefined;
  const difference = then > now ? then - now : now - then;
  const tenths = Number((difference * 1_000n + now / 2n) / now);
  return `${(tenths / 10).toLocaleString('en')} % ${then > now ? 'more' : 'less'}`;
}

const STEP_COLUMNS = (total: number): readonly TableColumn<StepShare>[] => [
  {
    id: 'step',
    header: 'Step',
    priority: 'title',
    cell: ({ step, requests }) => (
      <span className="block min-w-40 py-1">
        <span className="block font-medium">{step}</span>
        <span aria-hidden className="mt-1 block h-1.5 rounded-full bg-sunken">
          <span className="block h-full rounded-full bg-accent" style={{ width: `${total === 0 ? 0 : (requests / total) * 100}%` }} />
        </span>
      </span>
    ),
  },
  { id: 'share', header: 'Share', align: 'right', priority: 'figure', cell: ({ requests }) => share(requests, total) },
  { id: 'requests', header: 'Requests', align: 'right', cell: ({ requests }) => formatCount(requests) },
  { id: 'unserved', header: 'Not served', align: 'right', cell: ({ unserved }) => formatCount(unserved) },
  { id: 'now', header: 'Cost', align: 'right', cell: ({ costNowNanoUsd }) => <Money nanoUsd={costNowNanoUsd} /> },
  { id: 'then', header: 'With this policy', align: 'right', priority: 'figure', cell: ({ costThenNanoUsd }) => <Money nanoUsd={costThenNanoUsd} /> },
];

const ROW_COLUMNS: readonly TableColumn<TriedRequest>[] = [
  {
    id: 'request',
    header: 'Request',
    priority: 'title',
    cell: ({ id, at, promptTokens }) => (
      <span className="block whitespace-nowrap">
        <Link href={`/requests?request=${id}`} quiet>
          <RelativeTime at={at} />
        </Link>
        <span className="block text-xs text-ink-subtle">{formatCount(promptTokens)} prompt tokens</span>
      </span>
    ),
  },
  { id: 'step', header: 'Step', cell: ({ step }) => step },
  { id: 'now', header: 'Went to', priority: 'detail', cell: ({ modelNow, providerNow }) => <Target model={modelNow} provider={providerNow} /> },
  {
    id: 'then',
    header: 'Would go to',
    cell: ({ target, reason }) =>
      target === null ? <span className="text-down-ink">Nowhere: {reason}</span> : <Target model={target.model} provider={target.provider} />,
  },
  { id: 'cost-now', header: 'Cost', align: 'right', priority: 'figure', cell: ({ costNowNanoUsd }) => <Money nanoUsd={costNowNanoUsd} /> },
  {
    id: 'cost-then',
    header: 'Would cost',
    align: 'right',
    priority: 'figure',
    cell: ({ target }) => (target === null ? '–' : <Money nanoUsd={target.costNanoUsd} />),
  },
];

function Target({ model, provider }: { readonly model: string; readonly provider: string }) {
  return (
    <span className="block min-w-0">
      <code className="block break-words text-xs">{shortModel(model)}</code>
      <span className="block text-xs text-ink-subtle">{provider}</span>
    </span>
  );
}
