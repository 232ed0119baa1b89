import { PageHeader } from '@modelhub/ui/panel';
import { Skeleton, TableSkeleton } from '@modelhub/ui/skeleton';

/** The shape of the page until its rows are there. */
export default function Loading() {
  return (
    <div role="status" aria-label="Loading requests" className="flex flex-col gap-5">
      <PageHeader title="Requests" description="Every request of your keys with its tokens, time and exact cost." />
      <Skeleton className="h-9 w-full max-w-3xl" />
      <div className="rounded-lg border border-line bg-surface">
        <TableSkeleton rows={14} columns={7} />
      </div>
    </div>
  );
}
