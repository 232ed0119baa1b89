import { EmptyState } from '@modelhub/ui/empty-state';
import { Panel } from '@modelhub/ui/panel';
import { Unplug } from 'lucide-react';

/** Instead of the card, on an instance without a Stripe key. */
export function NotConfigured() {
  return (
    <Panel className="h-full">
      <EmptyState
        className="px-0 py-4"
        icon={<Unplug />}
        title="Billing is not set up on this instance"
        description={
          <>
            Usage is counted all the same, and nobody is charged. An operator turns billing on with{' '}
            <code className="rounded-xs bg-sunken px-1 text-xs">STRIPE_SECRET_KEY</code> and{' '}
            <code className="rounded-xs bg-sunken px-1 text-xs">STRIPE_WEBHOOK_SECRET</code>.
          </>
        }
      />
    </Panel>
  );
}
