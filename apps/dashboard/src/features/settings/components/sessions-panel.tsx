'use client';

import { Badge } from '@modelhub/ui/badge';
import { Button } from '@modelhub/ui/button';
import { FormError } from '@modelhub/ui/form';
import { formatUtc } from '@modelhub/ui/format';
import { Panel } from '@modelhub/ui/panel';
import { RelativeTime } from '@modelhub/ui/relative-time';
import { toast } from '@modelhub/ui/toast';
import { useMutation } from '@tanstack/react-query';
import { useRefresh } from '#src/features/shell/use-refresh.ts';
import { useTRPC } from '#src/trpc/client.tsx';
import { problemOf } from '#src/trpc/problem.ts';

export interface SessionRow {
  readonly id: string;
  readonly signedInAt: Date;
  readonly expiresAt: Date;
  readonly isThis: boolean;
}

/** Where one is signed in, and a way to end it everywhere else. */
export function SessionsPanel({ sessions }: { readonly sessions: readonly SessionRow[] }) {
  const trpc = useTRPC();
  const { refresh } = useRefresh();
  const signOut = useMutation(
    trpc.settings.profile.signOutOthers.mutationOptions({
      onSuccess: ({ endedSessions }) => {
        toast.success(`${endedSessions} ${endedSessions === 1 ? 'session' : 'sessions'} signed out`);
        refresh();
      },
    }),
  );
  const problem = problemOf(signOut.error);
  const others = sessions.filter((session) => !session.isThis).length;
  return (
    <Panel
      flush
      title="Sessions"
      description={
        others === 0 ? 'You are signed in here and nowhere else.' : `You are signed in here and in ${others} other ${others === 1 ? 'place' : 'places'}.`
      }
      actions={
        others === 0 ? undefined : (
          <Button pending={signOut.isPending} onClick={() => signOut.mutate()}>
            Sign out everywhere else
          </Button>
        )
      }
    >
      <ul>
        {[...sessions]
          .sort((a, b) => Number(b.isThis) - Number(a.isThis))
          .map((session) => (
            <li key={session.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line px-5 py-3 text-sm last:border-b-0">
              <span className="flex items-center gap-2">
                <span>
                  Signed in <RelativeTime at={session.signedInAt} />
                </span>
                {session.isThis ? <Badge tone="healthy">This browser</Badge> : null}
              </span>
              <span className="text-xs text-ink-subtle tabular-nums">until {formatUtc(session.expiresAt.getTime())}</span>
            </li>
          ))}
      </ul>
      {problem.message === undefined ? null : (
        <div className="px-5 pb-4">
          <FormError message={problem.message} requestId={problem.requestId} />
        </div>
      )}
    </Panel>
  );
}
