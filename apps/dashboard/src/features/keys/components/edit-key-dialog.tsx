'use client';

import { Button } from '@modelhub/ui/button';
import { Dialog, DialogClose } from '@modelhub/ui/dialog';
import { Field } from '@modelhub/ui/field';
import { Form, FormActions, FormError } from '@modelhub/ui/form';
import { Input } from '@modelhub/ui/input';
import { toast } from '@modelhub/ui/toast';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { useTRPC } from '#src/trpc/client.tsx';
import { problemOf } from '#src/trpc/problem.ts';
import { FIELD_PATHS, keyFormOf, limitsOf, type KeyFormValues } from '../key-form.ts';
import type { KeyRow } from '../server/list-keys.ts';
import { KeyLimitFields, type KeyChoices } from './key-fields.tsx';

export interface EditKeyDialogProps {
  /** Null is closed. */
  readonly apiKey: KeyRow | null;
  readonly choices: KeyChoices;
  readonly onClose: () => void;
}

/** Changes name and limits of a key that works; every gateway knows within a second. */
export function EditKeyDialog({ apiKey, choices, onClose }: EditKeyDialogProps) {
  return (
    <Dialog
      open={apiKey !== null}
      onOpenChange={(next) => (next ? undefined : onClose())}
      title={apiKey === null ? 'Edit key' : `Edit ${apiKey.name}`}
      description="Changes count from the next request on."
      className="max-w-xl"
    >
      {apiKey === null ? null : <EditKeyForm key={apiKey.id} apiKey={apiKey} choices={choices} onClose={onClose} />}
    </Dialog>
  );
}

function EditKeyForm({ apiKey, choices, onClose }: EditKeyDialogProps & { readonly apiKey: KeyRow }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const form = useForm<KeyFormValues>({ defaultValues: keyFormOf(apiKey) });
  const update = useMutation(
    trpc.keys.update.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries({ queryKey: trpc.keys.list.queryKey() });
        toast.success('Key saved');
        onClose();
      },
    }),
  );
  const problem = problemOf(update.error, Object.values(FIELD_PATHS));
  const submit = form.handleSubmit((values) => update.mutate({ id: apiKey.id, name: values.name, limits: limitsOf(values, apiKey) }));
  return (
    <Form onSubmit={(event) => void submit(event)}>
      <Field label="Name" error={problem.fields['name']}>
        <Input autoComplete="off" {...form.register('name')} />
      </Field>
      <KeyLimitFields form={form} errors={problem.fields} choices={choices} />
      <FormError message={problem.message} requestId={problem.requestId} />
      <FormActions submit="Save key" pending={update.isPending}>
        <DialogClose render={<Button>Cancel</Button>} />
      </FormActions>
    </Form>
  );
}
