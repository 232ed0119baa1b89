import { PageHeader } from '@modelhub/ui/panel';
import { TableSkeleton } from '@modelhub/ui/skeleton';

/** The shape of the page until its keys are there. */
export default function Loading() {
  return (
    <div role="status" aria-label="Loading keys" className="flex flex-col gap-5">
      <PageHeader title="Keys" description="One key reaches every model. Give each program its own, so that it can be limited and revoked alone." />
      <div className="rounded-lg border border-line bg-surface">
        <TableSkeleton columns={6} />
      </div>
    </div>
  );
}
