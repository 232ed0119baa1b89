import { PageHeader } from '@modelhub/ui/panel';
import { TableSkeleton } from '@modelhub/ui/skeleton';

/** The shape of the page until its policies are there. */
export default function Loading() {
  return (
    <div role="status" aria-label="Loading policies" className="flex flex-col gap-5">
      <PageHeader
        title="Policies"
        description="Say once which requests go to which model, and at which providers. Programs call a policy by its name, and you change it here, without a deployment."
      />
      <div className="rounded-lg border border-line bg-surface">
        <TableSkeleton columns={5} />
      </div>
    </div>
  );
}
