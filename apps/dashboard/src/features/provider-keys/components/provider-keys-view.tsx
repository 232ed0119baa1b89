'use client';

import { AlertDialog } from '@modelhub/ui/alert-dialog';
import { Button } from '@modelhub/ui/button';
import { EmptyState } from '@modelhub/ui/empty-state';
import { FormError } from '@modelhub/ui/form';
import { Panel } from '@modelhub/ui/panel';
import { toast } from '@modelhub/ui/toast';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plug, Plus } from 'lucide-react';
import { parseAsString, useQueryState } from 'nuqs';
import { useState } from 'react';
import { useTRPC } from '#src/trpc/client.tsx';
import { problemOf } from '#src/trpc/problem.ts';
import type { CredentialRow } from '../server/list-credentials.ts';
import type { ProviderOption } from '../server/offered-providers.ts';
import { AddProviderKeyDialog } from './add-provider-key-dialog.tsx';
import { EditProviderKeyDialog } from './edit-provider-key-dialog.tsx';
import { ProviderKeysTable } from './provider-keys-table.tsx';
import { ReplaceProviderKeyDialog } from './replace-provider-key-dialog.tsx';
import { StoredCheckDialog } from './stored-check-dialog.tsx';

export interface ProviderKeysViewProps {
  readonly initial: readonly CredentialRow[];
  readonly providers: readonly ProviderOption[];
  /** Whether this installation can store keys at all. */
  readonly canStore: boolean;
  readonly verified: boolean;
}

type Open = { readonly what: 'edit' | 'replace' | 'check' | 'delete'; readonly id: string } | null;

/** The organization's own keys of providers. */
export function ProviderKeysView({ initial, providers, canStore, verified }: ProviderKeysViewProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [adding, setAdding] = useQueryState('add', parseAsString);
  const [open, setOpen] = useState<Open>(null);
  const { data: keys } = useQuery(trpc.providerKeys.list.queryOptions(undefined, { initialData: [...initial] }));
  const changed = async (message: string): Promise<void> => {
    await queryClient.invalidateQueries({ queryKey: trpc.providerKeys.list.queryKey() });
    toast.success(message);
    setOpen(null);
  };
  const setDisabled = useMutation(
    trpc.providerKeys.setDisabled.mutationOptions({
      onSuccess: (_key, { disabled }) => changed(disabled ? 'Key switched off' : 'Key switched on'),
      onError: (error) => toast.error(problemOf(error).message ?? 'The key could not be changed.'),
    }),
  );
  const find = (what: NonNullable<Open>['what']) => (open?.what === what ? (keys.find(({ id }) => id === open.id) ?? null) : null);
  const close = () => setOpen(null);
  const canAdd = canStore && verified;
  const add = canAdd ? () => void setAdding('1') : null;

  return (
    <>
      <Panel
        flush
        title="Provider keys"
        description="Requests to a provider whose key is here run on your own account with it. The provider bills them; ModelHub adds nothing."
        actions={
          add !== null && keys.length > 0 ? (
            <Button variant="primary" onClick={add}>
              <Plus aria-hidden />
              Add key
            </Button>
          ) : undefined
        }
      >
        <ProviderKeysTable
          rows={keys}
          onOpen={(what, id) => setOpen({ what, id })}
          onSetDisabled={(id, disabled) => setDisabled.mutate({ id, disabled })}
          empty={<NoProviderKeys add={add} canStore={canStore} />}
        />
      </Panel>
      {canAdd ? <AddProviderKeyDialog open={adding !== null} providers={providers} onClose={() => void setAdding(null)} /> : null}
      <EditProviderKeyDialog row={find('edit')} onClose={close} onSaved={() => changed('Key saved')} />
      <ReplaceProviderKeyDialog row={find('replace')} providers={providers} onClose={close} onSaved={() => changed('Key replaced')} />
      <StoredCheckDialog row={find('check')} onClose={close} />
      <DeleteDialog row={find('delete')} onClose={close} onDeleted={() => changed('Key deleted')} />
    </>
  );
}

function DeleteDialog({
  row,
  onClose,
  onDeleted,
}: {
  readonly row: CredentialRow | null;
  readonly onClose: () => void;
  readonly onDeleted: () => Promise<void>;
}) {
  const trpc = useTRPC();
  const remove = useMutation(trpc.providerKeys.remove.mutationOptions({ onSuccess: onDeleted }));
  const problem = problemOf(remove.error);
  if (row === null) return null;
  return (
    <AlertDialog
      open
      onOpenChange={(next) => (next ? undefined : onClose())}
      title={`Delete the key ${row.name}?`}
      description={`It is erased here within a second and cannot be brought back; it stays valid at ${row.providerName} until you revoke it there. Requests to ${row.providerName} then run on another key of yours, or on ModelHub’s at list price. To stop for a while, switch it off instead.`}
      confirm="Delete key"
      pending={remove.isPending}
      onConfirm={() => remove.mutate({ id: row.id })}
    >
      <FormError message={problem.message} requestId={problem.requestId} />
    </AlertDialog>
  );
}

function NoProviderKeys({ add, canStore }: { readonly add: (() => void) | null; readonly canStore: boolean }) {
  const description = !canStore
    ? 'This installation cannot store keys of providers: whoever runs it has to set CREDENTIALS_KEY.'
    : add === null
      ? 'Confirm your e-mail address first: keys of providers spend money.'
      : 'Have a contract with a provider, credits to use up or a model server of your own? Add its key, and requests go there on your account, with the same API, limits and logs.';
  return (
    <EmptyState
      icon={<Plug />}
      title="No provider keys yet"
      description={description}
      action={
        add === null ? null : (
          <Button variant="primary" onClick={add}>
            <Plus aria-hidden />
            Add your first key
          </Button>
        )
      }
    />
  );
}
