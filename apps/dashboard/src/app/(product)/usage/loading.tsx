import { PageHeader } from '@modelhub/ui/panel';
import { ChartSkeleton, Skeleton, TableSkeleton } from '@modelhub/ui/skeleton';

/** The shape of the page until its figures are there. */
export default function Loading() {
  return (
    <div role="status" aria-label="Loading usage" className="flex flex-col gap-5">
      <PageHeader title="Usage" description="What your keys have used, to the nano-dollar of the bill. Days and hours are UTC." />
      <Skeleton className="h-9 w-96 max-w-full" />
      <Skeleton className="h-9 w-full max-w-2xl" />
      <div className="rounded-lg border border-line bg-surface">
        <div className="grid h-26 grid-cols-3 items-center gap-5 border-b border-line px-5">
          <Skeleton className="h-12" />
          <Skeleton className="h-12" />
          <Skeleton className="h-12" />
        </div>
        <div className="px-5 py-6">
          <ChartSkeleton heightPx={300} />
        </div>
      </div>
      <div className="rounded-lg border border-line bg-surface">
        <TableSkeleton columns={5} />
      </div>
    </div>
  );
}
