'use client';

import { AlertDialog } from '@modelhub/ui/alert-dialog';
import { FormError } from '@modelhub/ui/form';
import { formatCount } from '@modelhub/ui/format';
import { RelativeTime } from '@modelhub/ui/relative-time';
import { Skeleton } from '@modelhub/ui/skeleton';
import { toast } from '@modelhub/ui/toast';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '#src/trpc/client.tsx';
import { problemOf } from '#src/trpc/problem.ts';
import type { RecentUse } from '../server/change-key.ts';
import type { KeyRow } from '../server/list-keys.ts';

export interface RevokeKeyDialogProps {
  /** Null is closed. */
  readonly apiKey: KeyRow | null;
  readonly onClose: () => void;
}

/** Ends a key for good. Says first what will break, and asks for the name, since nothing brings a key back. */
export function RevokeKeyDialog({ apiKey, onClose }: RevokeKeyDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const use = useQuery(trpc.keys.recentUse.queryOptions({ id: apiKey?.id ?? '' }, { enabled: apiKey !== null, staleTime: 0 }));
  const revoke = useMutation(
    trpc.keys.revoke.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries({ queryKey: trpc.keys.list.queryKey() });
        toast.success('Key revoked', { description: 'Every gateway refuses it from now on.' });
        onClose();
      },
    }),
  );
  const problem = problemOf(revoke.error);
  if (apiKey === null) return null;
  return (
    <AlertDialog
      key={apiKey.id}
      open
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
      title={`Revoke the key ${apiKey.name}?`}
      description={<WillBreak use={use.data} failed={use.isError} />}
      confirm="Revoke key"
      typeToConfirm={apiKey.name}
      pending={revoke.isPending}
      onConfirm={() => revoke.mutate({ id: apiKey.id })}
    >
      <FormError message={problem.message} requestId={problem.requestId} />
    </AlertDialog>
  );
}

const FINAL = 'It stops working within a second, and a revoked key cannot be brought back.';

function WillBreak({ use, failed }: { readonly use: RecentUse | undefined; readonly failed: boolean }) {
  if (failed) return <p>Who uses this key could not be found out just now. {FINAL}</p>;
  if (use === undefined) return <Skeleton className="h-10" />;
  const { requestsLastHour: requests, models, lastUsedAt } = use;
  return (
    <div className="flex flex-col gap-2">
      {requests > 0 ? (
        <>
          <p className="text-ink">
            {requests === 1 ? '1 request in the last hour used this key.' : `${formatCount(requests)} requests in the last hour used this key.`} Whatever sent{' '}
            {requests === 1 ? 'it' : 'them'} will fail.
          </p>
          <ul className="flex flex-col gap-0.5">
            {models.slice(0, 5).map(({ model, requests: count }) => (
              <li key={model} className="flex justify-between gap-4">
                <code className="min-w-0 truncate text-xs leading-5">{model}</code>
                <span className="tabular-nums">{formatCount(count)}</span>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <p>
          No request in the last hour used this key.{' '}
          {lastUsedAt === null ? (
            'It has never been used.'
          ) : (
            <>
              It was last used <RelativeTime at={lastUsedAt} />.
            </>
          )}
        </p>
      )}
      <p>{FINAL}</p>
    </div>
  );
}
