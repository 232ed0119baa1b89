'use client';

import { Button } from '@modelhub/ui/button';
import { Dialog } from '@modelhub/ui/dialog';
import { Form, FormActions, FormError } from '@modelhub/ui/form';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTRPC } from '#src/trpc/client.tsx';
import { problemOf } from '#src/trpc/problem.ts';
import type { CredentialRow } from '../server/list-credentials.ts';
import type { ProviderOption } from '../server/offered-providers.ts';
import { CheckResult } from './check-result.tsx';
import { CredentialFields, secretFieldPaths, secretInput, type SecretFormValues } from './credential-fields.tsx';

export interface ReplaceProviderKeyDialogProps {
  /** Null is closed. */
  readonly row: CredentialRow | null;
  readonly providers: readonly ProviderOption[];
  readonly onClose: () => void;
  readonly onSaved: () => Promise<void>;
}

/** Puts a new secret in the place of the old one, which requests use until then. */
export function ReplaceProviderKeyDialog({ row, providers, onClose, onSaved }: ReplaceProviderKeyDialogProps) {
  const provider = providers.find(({ id }) => id === row?.provider);
  return (
    <Dialog
      open={row !== null}
      onOpenChange={(next) => (next ? undefined : onClose())}
      title={row === null ? 'Replace key' : `Replace the key ${row.name}`}
      description="Requests use the new one from the next second on. Revoke the old one at the provider afterwards."
      className="max-w-xl"
    >
      {row === null || provider === undefined ? null : <ReplaceForm key={row.id} row={row} provider={provider} onSaved={onSaved} />}
    </Dialog>
  );
}

function ReplaceForm({ row, provider, onSaved }: { readonly row: CredentialRow; readonly provider: ProviderOption; readonly onSaved: () => Promise<void> }) {
  const trpc = useTRPC();
  const [secret, setSecret] = useState<SecretFormValues>({ values: {}, baseUrl: row.baseUrl ?? '' });
  const check = useMutation(trpc.providerKeys.check.mutationOptions());
  const rotate = useMutation(trpc.providerKeys.rotate.mutationOptions({ onSuccess: onSaved }));
  const problem = problemOf(rotate.error ?? check.error, secretFieldPaths(provider));
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    check.reset();
    rotate.mutate({ id: row.id, ...secretInput(secret) });
  }
  return (
    <Form onSubmit={submit}>
      <CredentialFields
        provider={provider}
        secret={secret}
        errors={problem.fields}
        onChange={(next) => {
          setSecret(next);
          check.reset();
          rotate.reset();
        }}
      />
      <CheckResult check={check.data} pending={check.isPending} providerName={provider.name} />
      <FormError message={problem.message} requestId={problem.requestId} />
      <FormActions submit="Replace key" pending={rotate.isPending}>
        {provider.checkModel === null ? null : (
          <Button
            pending={check.isPending}
            title={`Asks ${provider.checkModel} for a few tokens, which ${provider.name} bills`}
            onClick={() => {
              rotate.reset();
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
