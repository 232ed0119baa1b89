import { buttonClass } from '@modelhub/ui/button-class';
import { EmptyState } from '@modelhub/ui/empty-state';
import { SearchX } from 'lucide-react';
import Link from 'next/link';

/** For an address that names a key or a project which is not there, or not for this reader. */
export function ViewNotFound({ href }: { readonly href: string }) {
  return (
    <div className="rounded-lg border border-line bg-surface">
      <EmptyState
        icon={<SearchX />}
        title="This view cannot be shown"
        description="Its address names a key or a project that does not exist or that you cannot see. If a colleague sent it, check which organization is chosen."
        action={
          <Link href={href} className={buttonClass()}>
            Clear filters
          </Link>
        }
      />
    </div>
  );
}
