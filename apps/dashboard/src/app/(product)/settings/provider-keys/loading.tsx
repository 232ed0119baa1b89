import { Panel } from '@modelhub/ui/panel';
import { TableSkeleton } from '@modelhub/ui/skeleton';

/** The shape of the page until its keys are there. */
export default function Loading() {
  return (
    <div role="status" aria-label="Loading provider keys">
      <Panel flush title="Provider keys" description="Requests to a provider whose key is here run on your own account with it.">
        <TableSkeleton columns={5} rows={3} />
      </Panel>
    </div>
  );
}
