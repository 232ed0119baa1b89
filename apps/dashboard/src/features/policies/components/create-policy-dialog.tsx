'use client';

import { Button } from '@modelhub/ui/button';
import { Dialog, DialogClose } from '@modelhub/ui/dialog';
import { Field } from '@modelhub/ui/field';
import { Form, FormActions, FormError } from '@modelhub/ui/form';
import { Input } from '@modelhub/ui/input';
import { Select } from '@modelhub/ui/select';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState, type FormEvent } from 'react';
import { useTRPC } from '#src/trpc/client.tsx';
import { problemOf } from '#src/trpc/problem.ts';
import { BLANK_POLICY, POLICY_TEMPLATES } from '../policy-templates.ts';

const CHOICES = [{ value: 'blank', label: 'One step for everything' }, ...POLICY_TEMPLATES.map(({ id, title }) => ({ value: id, label: title }))];

/** Names a policy and makes its first draft; the editor comes next. */
export function CreatePolicyDialog({ templateId, onClose }: { readonly templateId: string; readonly onClose: () => void }) {
  const trpc = useTRPC();
  const router = useRouter();
  const find = (id: string) => POLICY_TEMPLATES.find((template) => template.id === id);
  const [startId, setStartId] = useState(find(templateId) === undefined ? 'blank' : templateId);
  const [name, setName] = useState(find(templateId)?.suggestedName ?? '');
  const create = useMutation(trpc.policies.create.mutationOptions({ onSuccess: (made) => router.push(`/policies/${made.name}`) }));
  const problem = problemOf(create.error, ['name']);

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    create.mutate({ name, document: structuredClone(find(startId)?.document ?? BLANK_POLICY) as never });
  }

  return (
    <Dialog
      open
      onOpenChange={(next) => (next ? undefined : onClose())}
      title="Create a policy"
      description="It begins as a draft: nobody can call it before it is published."
      className="max-w-xl"
    >
      <Form onSubmit={submit}>
        <Field
          label="Name"
          error={problem.fields['name']}
          help={
            <>
              Programs ask for the model <code className="font-mono">policy/{name === '' ? 'name' : name}</code>. It cannot be renamed.
            </>
          }
        >
          <Input autoFocus autoComplete="off" spellCheck={false} placeholder="support" value={name} onChange={(event) => setName(event.target.value)} />
        </Field>
        <Field label="Start from">
          <Select options={CHOICES} value={startId} onValueChange={setStartId} />
        </Field>
        <FormError message={problem.message} requestId={problem.requestId} />
        <FormActions submit="Create draft" pending={create.isPending || create.isSuccess}>
          <DialogClose render={<Button>Cancel</Button>} />
        </FormActions>
      </Form>
    </Dialog>
  );
}
