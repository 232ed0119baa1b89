import { CopyButton } from '@modelhub/ui/copy-button';
import { formatUtc } from '@modelhub/ui/format';
import { Link } from '@modelhub/ui/link';
import type { ReactNode } from 'react';
import { usageHref } from '#src/features/usage/usage-query.ts';
import type { RequestDetail } from '../server/request-detail.ts';
import { requestsHref } from '../requests-query.ts';

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="flex min-h-9 items-center justify-between gap-6 border-t border-line py-1">
      <dt className="shrink-0 text-ink-muted">{label}</dt>
      <dd className="flex min-w-0 items-center justify-end gap-1 text-right break-all">{children}</dd>
    </div>
  );
}

function Id({ value, label }: { readonly value: string; readonly label: string }) {
  return (
    <>
      <code className="text-xs">{value}</code>
      <CopyButton value={value} label={`Copy ${label}`} />
    </>
  );
}

/** Names and ids, as support and logs use them. */
export function RequestFacts({ detail }: { readonly detail: RequestDetail }) {
  return (
    <section aria-label="Facts">
      <h3 className="mb-2 text-sm font-medium">Facts</h3>
      <dl className="text-sm">
        <Fact label="Generation">
          <Id value={detail.id} label="generation id" />
        </Fact>
        <Fact label="Request">
          <Id value={detail.requestId} label="request id" />
        </Fact>
        <Fact label="Time">{formatUtc(detail.at.getTime())}</Fact>
        <Fact label="Status code">{detail.statusCode}</Fact>
        {detail.errorCode === null ? null : (
          <Fact label="Error code">
            <Link href={`/docs/errors/${detail.errorCode}`}>{detail.errorCode}</Link>
          </Fact>
        )}
        {detail.finishReason === null ? null : <Fact label="Finish reason">{detail.finishReason}</Fact>}
        <Fact label="Asked for">{detail.requestedModel}</Fact>
        <Fact label="Served by">
          <Link href={`/models/${detail.model}`}>{detail.model}</Link>
          <span className="text-ink-muted">at {detail.provider}</span>
        </Fact>
        {detail.attempts > 1 ? <Fact label="Attempts">{detail.attempts}, and only the one that served is charged</Fact> : null}
        <Fact label="Surface">
          {detail.surface}
          {detail.stream ? ', streamed' : ''}
        </Fact>
        {detail.serviceTier === 'standard' ? null : <Fact label="Service tier">{detail.serviceTier}</Fact>}
        <Fact label="Key">
          <Link href={requestsHref('/requests', { key: detail.key.id })}>{detail.key.name}</Link>
        </Fact>
        <Fact label="Project">
          <Link href={usageHref('/usage', { project: [detail.project.id] })}>{detail.project.name}</Link>
        </Fact>
        <Fact label="Provider key">{detail.isOwnKey ? `Your own: ${detail.provider} bills it` : 'ModelHub’s'}</Fact>
        <Fact label="Price version">
          <code className="text-xs">{detail.priceId}</code>
        </Fact>
        {detail.providerRequestId === null ? null : (
          <Fact label="Provider’s request">
            <Id value={detail.providerRequestId} label="the provider’s request id" />
          </Fact>
        )}
      </dl>
    </section>
  );
}
