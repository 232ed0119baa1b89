'use client';

import { Button } from '@modelhub/ui/button';
import { Combobox } from '@modelhub/ui/combobox';
import { Dialog } from '@modelhub/ui/dialog';
import { Field } from '@modelhub/ui/field';
import { Form, FormActions, FormError } from '@modelhub/ui/form';
import { Input } from '@modelhub/ui/input';
import { toast } from '@modelhub/ui/toast';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTRPC } from '#src/trpc/client.tsx';
import { problemOf } from '#src/trpc/problem.ts';
import type { ProviderOption } from '../server/offered-providers.ts';
import { CheckResult } from './check-result.tsx';
import { CredentialFields, EMPTY_SECRET, secretFieldPaths, secretInput, type SecretFormValues } from './credential-fields.tsx';
import { FallbackSwitch } from './fallback-switch.tsx';

export interface AddProviderKeyDialogProps {
  readonly open: boolean;
  readonly providers: readonly ProviderOption[];
  readonly onClose: () => void;
}

/** Brings a key. What is typed lives in this dialog alone and is gone when it closes. */
export function AddProviderKeyDialog({ open, providers, onClose }: AddProviderKeyDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => (next ? undefined : onClose())}
      title="Add a provider key"
      description="It is stored encrypted and never shown again."
      className="max-w-xl"
    >
      <AddForm providers={providers} onClose={onClose} />
    </Dialog>
  );
}

function AddForm({ providers, onClose }: Omit<AddProviderKeyDialogProps, 'open'>) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [providerId, setProviderId] = useState<string | null>(providers.find(({ id }) => id === 'openai')?.id ?? providers[0]?.id ?? null);
  const [name, setName] = useState('');
  const [secret, setSecret] = useState<SecretFormValues>(EMPTY_SECRET);
  const [fallbackToShared, setFallback] = useState(false);
  const provider = providers.find(({ id }) => id === providerId);
  const check = useMutation(trpc.providerKeys.check.mutationOptions());
  const add = useMutation(
    trpc.providerKeys.add.mutationOptions({
      onSuccess: async (added) => {
        await queryClient.invalidateQueries({ queryKey: trpc.providerKeys.list.queryKey() });
        toast.success(`${added.name} is in use`, { description: 'Requests to this provider run on it from now on.' });
        onClose();
      },
    }),
  );
  const problem = problemOf(add.error ?? check.error, ['name', 'provider', ...(provider === undefined ? [] : secretFieldPaths(provider))]);
  const changeSecret = (next: SecretFormValues): void => {
    setSecret(next);
    check.reset();
    add.reset();
  };

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    check.reset();
    add.mutate({ provider: providerId ?? '', name, fallbackToShared, ...secretInput(secret) });
  }

  return (
    <Form onSubmit={submit}>
      <Field label="Provider" error={problem.fields['provider']}>
        <Combobox
          options={providers.map(({ id, name: label }) => ({ value: id, label }))}
          placeholder="Choose a provider"
          value={providerId}
          onValueChange={(next) => {
            setProviderId(next);
            changeSecret(EMPTY_SECRET);
          }}
        />
      </Field>
      <Field label="Name" error={problem.fields['name']} help="How you tell it from other keys of the same provider.">
        <Input value={name} autoComplete="off" placeholder="Production" onChange={(event) => setName(event.target.value)} />
      </Field>
      {provider === undefined ? null : (
        <>
          <CredentialFields provider={provider} secret={secret} onChange={changeSecret} errors={problem.fields} />
          <FallbackSwitch providerName={provider.name} checked={fallbackToShared} onCheckedChange={setFallback} />
          <CheckResult check={check.data} pending={check.isPending} providerName={provider.name} />
        </>
      )}
      <FormError message={problem.message} requestId={problem.requestId} />
      <FormActions submit="Add key" pending={add.isPending} disabled={provider === undefined}>
        {provider === undefined || provider.checkModel === null ? null : (
          <Button
            pending={check.isPending}
            title={`Asks ${provider.checkModel} for a few tokens, which ${provider.name} bills`}
            onClick={() => {
              add.reset();
              check.mutate({ provider: provider.id, ...secretInput(secret) });
            }}
          >
            Test this key
          </Button>
        )}
      </FormActions>
    </Form>
  );
}
