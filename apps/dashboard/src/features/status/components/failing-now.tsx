import { formatShare } from '@modelhub/ui/format';
import { Panel } from '@modelhub/ui/panel';
import { StatusDot } from '@modelhub/ui/status-dot';
import { statusOfAvailability } from '@modelhub/ui/uptime-bar';
import type { FailingEndpoint } from '../server/failing-now.ts';
import { EndpointName } from './endpoint-name.tsx';

function words({ isAvoided, availabilityPpm }: FailingEndpoint): string {
  const answered = availabilityPpm === null ? null : `${formatShare(availabilityPpm)} answered in the last ten minutes`;
  if (!isAvoided) return answered ?? '';
  return ['left alone by a gateway that saw it fail', answered].filter(Boolean).join(', ');
}

/** What fails at this moment. Requests go elsewhere where they may. */
export function FailingNow({ failing, gateways }: { readonly failing: readonly FailingEndpoint[]; readonly gateways: number }) {
  return (
    <Panel flush title="Right now">
      {failing.length === 0 ? (
        <p className="px-5 py-4 text-sm">
          {gateways === 0 ? (
            <StatusDot status="unknown" label="Not known: no gateway is there to see it." className="whitespace-normal" />
          ) : (
            <StatusDot status="healthy" label="No endpoint is known to fail." className="whitespace-normal" />
          )}
        </p>
      ) : (
        <ul>
          {failing.map((one) => (
            <li key={one.endpointId} className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 border-b border-line px-5 py-3 last:border-b-0">
              <EndpointName endpointId={one.endpointId} withProvider />
              <StatusDot status={one.isAvoided ? 'down' : statusOfAvailability(one.availabilityPpm)} label={words(one)} className="whitespace-normal" />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
