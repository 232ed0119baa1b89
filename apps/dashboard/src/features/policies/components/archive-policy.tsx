'use client';

import { AlertDialog } from '@modelhub/ui/alert-dialog';
import { Button } from '@modelhub/ui/button';
import { FormError } from '@modelhub/ui/form';
import { formatCount } from '@modelhub/ui/format';
import { toast } from '@modelhub/ui/toast';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '#src/trpc/client.tsx';
import { problemOf } from '#src/trpc/problem.ts';
import type { PolicyRow } from '../server/list-policies.ts';

/** Takes a policy out of use, saying what breaks, or brings it back. */
export function ArchivePolicy({ row }: { readonly row: PolicyRow }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [open, setOpen] = useState(false);
  const change = useMutation(
    trpc.policies.setArchived.mutationOptions({
      onSuccess: async () => {
        setOpen(false);
        await queryClient.invalidateQueries({ queryKey: trpc.policies.list.queryKey() });
        toast.success(row.isArchived ? `${row.name} is back` : `${row.name} is archived`);
      },
    }),
  );
  const problem = problemOf(change.error);
  if (row.isArchived) {
    return (
      <Button
        size="sm"
        variant="ghost"
        aria-label={`Restore ${row.name}`}
        pending={change.isPending}
        onClick={() => change.mutate({ name: row.name, archived: false })}
      >
        Restore
      </Button>
    );
  }
  return (
    <AlertDialog
      open={open}
      onOpenChange={setOpen}
      title={`Archive ${row.name}?`}
      description={whatBreaks(row)}
      confirm="Archive policy"
      pending={change.isPending}
      onConfirm={() => change.mutate({ name: row.name, archived: true })}
      trigger={
        <Button size="sm" variant="ghost" aria-label={`Archive ${row.name}`}>
          Archive
        </Button>
      }
    >
      <FormError message={problem.message} requestId={problem.requestId} />
    </AlertDialog>
  );
}

function whatBreaks({ name, publishedVersion, requestsLastWeek, defaultOf }: PolicyRow): string {
  if (publishedVersion === null) return 'It is a draft that nobody can call. Its versions are kept, and it can be restored.';
  const used = `${formatCount(requestsLastWeek)} ${requestsLastWeek === 1 ? 'request' : 'requests'} of the last 7 days asked for policy/${name}`;
  const breaks = requestsLastWeek === 0 ? 'No request of the last 7 days asked for it' : `${used}; such requests are refused from now on`;
  return [`${breaks}.`, ...defaultWords(defaultOf), 'Its versions are kept, and it can be restored as it is.'].join(' ');
}

function defaultWords({ keys, projects }: PolicyRow['defaultOf']): string[] {
  const whose = [...(keys === 0 ? [] : [counted(keys, 'key')]), ...(projects === 0 ? [] : [counted(projects, 'project')])];
  if (whose.length === 0) return [];
  return [`It is the default of ${whose.join(' and ')}: there, modelhub/auto is refused, while its rules for every step go on holding.`];
}

function counted(count: number, what: string): string {
  return `${formatCount(count)} ${what}${count === 1 ? '' : 's'}`;
}
