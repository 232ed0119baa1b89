import { Skeleton, TableSkeleton } from '@modelhub/ui/skeleton';

/** The shape of the page until its figures are there. */
export default function Loading() {
  return (
    <div role="status" aria-label="Loading home" className="flex flex-col gap-5">
      <Skeleton className="h-8 w-48" />
      <div className="grid h-52 items-center gap-8 rounded-lg border border-line bg-surface p-5 md:grid-cols-[2fr_3fr]">
        <Skeleton className="h-20" />
        <Skeleton className="h-28 max-md:hidden" />
      </div>
      <Skeleton className="h-26" />
      <div className="rounded-lg border border-line bg-surface">
        <TableSkeleton rows={8} columns={6} />
      </div>
    </div>
  );
}
