'use client';

import { Button } from '@modelhub/ui/button';
import { Dialog, DialogClose } from '@modelhub/ui/dialog';
import { Field } from '@modelhub/ui/field';
import { Form, FormActions, FormError } from '@modelhub/ui/form';
import { Input } from '@modelhub/ui/input';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTRPC } from '#src/trpc/client.tsx';
import { problemOf } from '#src/trpc/problem.ts';
import type { CredentialRow } from '../server/list-credentials.ts';
import { FallbackSwitch } from './fallback-switch.tsx';

export interface EditProviderKeyDialogProps {
  /** Null is closed. */
  readonly row: CredentialRow | null;
  readonly onClose: () => void;
  readonly onSaved: () => Promise<void>;
}

/** Changes everything but the secret. */
export function EditProviderKeyDialog({ row, onClose, onSaved }: EditProviderKeyDialogProps) {
  return (
    <Dialog open={row !== null} onOpenChange={(next) => (next ? undefined : onClose())} title={row === null ? 'Edit key' : `Edit ${row.name}`}>
      {row === null ? null : <EditForm key={row.id} row={row} onSaved={onSaved} />}
    </Dialog>
  );
}

function EditForm({ row, onSaved }: { readonly row: CredentialRow; readonly onSaved: () => Promise<void> }) {
  const trpc = useTRPC();
  const [name, setName] = useState(row.name);
  const [fallbackToShared, setFallback] = useState(row.fallbackToShared);
  const update = useMutation(trpc.providerKeys.update.mutationOptions({ onSuccess: onSaved }));
  const problem = problemOf(update.error, ['name']);
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    update.mutate({ id: row.id, name, fallbackToShared });
  }
  return (
    <Form onSubmit={submit}>
      <Field label="Name" error={problem.fields['name']}>
        <Input value={name} autoComplete="off" onChange={(event) => setName(event.target.value)} />
      </Field>
      <FallbackSwitch providerName={row.providerName} checked={fallbackToShared} onCheckedChange={setFallback} />
      <FormError message={problem.message} requestId={problem.requestId} />
      <FormActions submit="Save key" pending={update.isPending}>
        <DialogClose render={<Button>Cancel</Button>} />
      </FormActions>
    </Form>
  );
}
