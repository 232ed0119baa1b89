'use client';

import { Button } from '@modelhub/ui/button';
import { Checkbox } from '@modelhub/ui/checkbox';
import { EmptyState } from '@modelhub/ui/empty-state';
import { PageHeader } from '@modelhub/ui/panel';
import { useQuery } from '@tanstack/react-query';
import { KeyRound, Plus } from 'lucide-react';
import { parseAsBoolean, parseAsString, useQueryStates } from 'nuqs';
import { useState } from 'react';
import { ConfirmFirst } from '#src/features/onboarding/components/confirm-first.tsx';
import { useTRPC } from '#src/trpc/client.tsx';
import type { KeyRow } from '../server/list-keys.ts';
import { CreateKeyDialog, type NewKeyOptions } from './create-key-dialog.tsx';
import { EditKeyDialog } from './edit-key-dialog.tsx';
import { KeysTable } from './keys-table.tsx';
import { RevokeKeyDialog } from './revoke-key-dialog.tsx';

const REFRESH_MS = 15_000;

export interface KeysViewProps {
  readonly initial: readonly KeyRow[];
  readonly project: { readonly id: string; readonly name: string } | null;
  readonly may: { readonly create: boolean; readonly update: boolean; readonly revoke: boolean };
  /** Whether the reader's e-mail address is confirmed: keys spend money. */
  readonly verified: boolean;
  readonly mailboxHref: string | null;
  readonly options: NewKeyOptions;
}

/** The keys of the organization, or of the chosen project. */
export function KeysView({ initial, project, may, verified, mailboxHref, options }: KeysViewProps) {
  const trpc = useTRPC();
  const [query, setQuery] = useQueryStates({ create: parseAsString, revoked: parseAsBoolean.withDefault(false) });
  const [editing, setEditing] = useState<string | null>(null);
  const [revoking, setRevoking] = useState<string | null>(null);
  const input = project === null ? {} : { projectId: project.id };
  const { data: keys } = useQuery(trpc.keys.list.queryOptions(input, { initialData: [...initial], refetchInterval: REFRESH_MS }));
  const revoked = keys.filter((key) => key.status === 'revoked').length;
  const shown = query.revoked ? keys : keys.filter((key) => key.status !== 'revoked');
  const find = (id: string | null) => keys.find((key) => key.id === id && key.status !== 'revoked') ?? null;
  const create = () => void setQuery({ create: '1' });

  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        title="Keys"
        description={
          project === null
            ? 'One key reaches every model. Give each program its own, so that it can be limited and revoked alone.'
            : `The keys of the project ${project.name}.`
        }
        actions={
          may.create && verified && keys.length > 0 ? (
            <Button variant="primary" onClick={create}>
              <Plus aria-hidden />
              Create key
            </Button>
          ) : null
        }
      />
      {may.create && !verified ? <ConfirmFirst mailboxHref={mailboxHref} /> : null}
      <div className="rounded-lg border border-line bg-surface">
        <KeysTable
          rows={shown}
          actions={{ mayUpdate: may.update, mayRevoke: may.revoke, onEdit: (key) => setEditing(key.id), onRevoke: (key) => setRevoking(key.id) }}
          empty={<NoKeys create={may.create && verified ? create : null} mayCreate={may.create} revoked={revoked} />}
        />
      </div>
      {revoked === 0 ? null : (
        <Checkbox checked={query.revoked} onCheckedChange={(checked) => void setQuery({ revoked: checked ? true : null })}>
          {revoked === 1 ? 'Show 1 revoked key' : `Show ${revoked} revoked keys`}
        </Checkbox>
      )}
      {may.create && verified ? <CreateKeyDialog {...options} open={query.create !== null} onClose={() => void setQuery({ create: null })} /> : null}
      <EditKeyDialog apiKey={find(editing)} choices={options.choices} onClose={() => setEditing(null)} />
      <RevokeKeyDialog apiKey={find(revoking)} onClose={() => setRevoking(null)} />
    </div>
  );
}

function NoKeys({ create, mayCreate, revoked }: { readonly create: (() => void) | null; readonly mayCreate: boolean; readonly revoked: number }) {
  return (
    <EmptyState
      icon={<KeyRound />}
      title={revoked > 0 ? 'No key works at the moment' : 'No keys yet'}
      description={
        mayCreate
          ? 'A key goes wherever an OpenAI key goes and reaches every model, with a budget and limits of its own.'
          : 'Your role does not create keys. Ask an owner, admin or developer of this organization for one.'
      }
      action={
        create === null ? null : (
          <Button variant="primary" onClick={create}>
            <Plus aria-hidden />
            {revoked > 0 ? 'Create key' : 'Create your first key'}
          </Button>
        )
      }
    />
  );
}
