'use client';

import { Link } from '@modelhub/ui/link';
import { Panel } from '@modelhub/ui/panel';
import { RequestsTable } from '#src/features/requests/components/requests-table.tsx';
import { requestsHref } from '#src/features/requests/requests-query.ts';
import type { RequestRow } from '#src/features/requests/server/request-log.ts';

/** The newest requests; the log has the rest. */
export function RecentRequests({ rows }: { readonly rows: readonly RequestRow[] }) {
  return (
    <Panel
      flush
      title="Recent requests"
      actions={
        <Link href="/requests" className="text-sm">
          All requests
        </Link>
      }
    >
      <RequestsTable
        rows={rows}
        hrefOf={(row) => requestsHref('/requests', { request: row.id })}
        empty={<p className="px-5 py-8 text-center text-sm text-ink-muted">No requests in this project yet.</p>}
      />
    </Panel>
  );
}
