import { formatCount } from '@modelhub/ui/format';
import { Skeleton } from '@modelhub/ui/skeleton';
import { StatusDot, type Status } from '@modelhub/ui/status-dot';
import type { CredentialCheck } from '../server/check-credential.ts';

const WORDS = {
  works: { status: 'healthy', label: 'The key works' },
  accepted: { status: 'degraded', label: 'The key is known, but the test got no answer' },
  limited: { status: 'degraded', label: 'The key is known, but has no room at the moment' },
  refused: { status: 'down', label: 'The provider refuses the key' },
  unreachable: { status: 'unknown', label: 'The key could not be tested' },
} as const satisfies Record<CredentialCheck['kind'], { status: Status; label: string }>;

/** What the provider said to a key, while it is asked and afterwards. Renders nothing before. */
export function CheckResult({
  check,
  pending,
  providerName,
}: {
  readonly check: CredentialCheck | undefined;
  readonly pending: boolean;
  readonly providerName: string;
}) {
  if (!pending && check === undefined) return null;
  return (
    <div role="status" className="flex flex-col gap-1 rounded-md border border-line bg-sunken px-3 py-2.5 text-sm">
      {pending || check === undefined ? (
        <>
          <StatusDot status="unknown" isWaiting label={`Asking ${providerName} for an answer`} />
          <Skeleton className="h-5 w-3/5" />
        </>
      ) : (
        <>
          <StatusDot status={WORDS[check.kind].status} label={WORDS[check.kind].label} />
          <p className="break-words text-ink-muted">{check.kind === 'works' ? `${check.model} answered in ${formatCount(check.tookMs)} ms.` : check.message}</p>
        </>
      )}
    </div>
  );
}
