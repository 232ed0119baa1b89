'use client';

import { Button } from '@modelhub/ui/button';
import { Dialog } from '@modelhub/ui/dialog';
import { Field } from '@modelhub/ui/field';
import { Form, FormActions, FormError } from '@modelhub/ui/form';
import { Input } from '@modelhub/ui/input';
import { SecretReveal } from '@modelhub/ui/secret-reveal';
import { Select } from '@modelhub/ui/select';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { Controller, useForm } from 'react-hook-form';
import { Quickstart } from '#src/features/onboarding/components/quickstart.tsx';
import { useTRPC } from '#src/trpc/client.tsx';
import { problemOf } from '#src/trpc/problem.ts';
import { emptyKeyForm, FIELD_PATHS, limitsOf, type KeyFormValues } from '../key-form.ts';
import { KeyLimitFields, type KeyChoices } from './key-fields.tsx';

export interface NewKeyOptions {
  readonly projects: readonly { readonly id: string; readonly name: string }[];
  readonly currentProjectId: string | null;
  readonly choices: KeyChoices;
  readonly gatewayUrl: string;
  readonly firstModel: string;
}

export interface CreateKeyDialogProps extends NewKeyOptions {
  readonly open: boolean;
  readonly onClose: () => void;
}

interface Created {
  readonly name: string;
  readonly secret: string;
}

/** Makes a key, then shows it, once. The secret is in the state of this dialog alone and gone when it closes. */
export function CreateKeyDialog({ open, onClose, ...options }: CreateKeyDialogProps) {
  const [created, setCreated] = useState<Created | null>(null);
  function close(): void {
    setCreated(null);
    onClose();
  }
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => (next ? undefined : close())}
      stays={created !== null}
      title={created === null ? 'Create a key' : `${created.name} is ready`}
      description={created === null ? 'One key reaches every model. Name it after what will use it.' : undefined}
      className="max-w-xl"
    >
      {created === null ? <CreateKeyForm {...options} onCreated={setCreated} /> : <CreatedKey {...options} created={created} onDone={close} />}
    </Dialog>
  );
}

function CreateKeyForm({ projects, currentProjectId, choices, onCreated }: NewKeyOptions & { readonly onCreated: (created: Created) => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const form = useForm<KeyFormValues>({ defaultValues: emptyKeyForm(currentProjectId ?? projects[0]?.id ?? '') });
  const [limits, setLimits] = useState(false);
  const create = useMutation(
    trpc.keys.create.mutationOptions({
      onSuccess: (key) => {
        void queryClient.invalidateQueries({ queryKey: trpc.keys.list.queryKey() });
        onCreated(key);
      },
      onError: (error) => {
        // What is wrong has to be in view to be mended.
        if (Object.keys(problemOf(error).fields).some((path) => path.startsWith('limits.'))) setLimits(true);
      },
    }),
  );
  const problem = problemOf(create.error, Object.values(FIELD_PATHS));
  const submit = form.handleSubmit((values) => create.mutate({ name: values.name, projectId: values.projectId, limits: limitsOf(values, null) }));
  return (
    <Form onSubmit={(event) => void submit(event)}>
      <Field label="Name" error={problem.fields['name']}>
        <Input autoFocus autoComplete="off" placeholder="Production backend" {...form.register('name')} />
      </Field>
      <Field label="Project" error={problem.fields['projectId']} help="Usage and cost are added up by project.">
        <Controller
          control={form.control}
          name="projectId"
          render={({ field }) => (
            <Select options={projects.map(({ id, name }) => ({ value: id, label: name }))} value={field.value} onValueChange={field.onChange} />
          )}
        />
      </Field>
      <div className="flex flex-col gap-5 border-t border-line pt-4">
        <button
          type="button"
          aria-expanded={limits}
          onClick={() => setLimits(!limits)}
          className="flex items-center gap-1.5 self-start rounded-sm text-sm text-ink-muted hover:text-ink"
        >
          <ChevronRight aria-hidden className={`size-4 transition-transform ${limits ? 'rotate-90' : ''}`} />
          Budget, limits, models and policy
        </button>
        {limits ? <KeyLimitFields form={form} errors={problem.fields} choices={choices} /> : null}
      </div>
      <FormError message={problem.message} requestId={problem.requestId} />
      <FormActions submit="Create key" pending={create.isPending} />
    </Form>
  );
}

function CreatedKey({ created, gatewayUrl, firstModel, onDone }: NewKeyOptions & { readonly created: Created; readonly onDone: () => void }) {
  return (
    <div className="flex flex-col gap-6">
      <SecretReveal secret={created.secret} label="API key" />
      <Quickstart gatewayUrl={gatewayUrl} apiKey={created.secret} model={firstModel} />
      <Button variant="primary" className="self-start max-sm:w-full" onClick={onDone}>
        I have stored it
      </Button>
    </div>
  );
}
