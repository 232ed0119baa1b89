'use client';

import { Button } from '@modelhub/ui/button';
import { Field } from '@modelhub/ui/field';
import { Form, FormError } from '@modelhub/ui/form';
import { Input } from '@modelhub/ui/input';
import { useMutation } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { enterOrganization } from '#src/features/shell/server/actions.ts';
import { useTRPC } from '#src/trpc/client.tsx';
import { formText } from '#src/trpc/form-text.ts';
import { problemOf } from '#src/trpc/problem.ts';

export function CreateOrganizationForm() {
  const trpc = useTRPC();
  const create = useMutation(trpc.onboarding.createOrganization.mutationOptions({ onSuccess: ({ organizationId }) => enterOrganization(organizationId) }));
  const problem = problemOf(create.error, ['name']);

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    create.mutate({ name: formText(new FormData(event.currentTarget), 'name') });
  }

  return (
    <Form onSubmit={submit}>
      <Field label="Organization name" name="name" error={problem.fields['name']} help="Your company or team. It stands on invoices, and can be changed later.">
        <Input name="name" autoComplete="organization" required autoFocus />
      </Field>
      <FormError message={problem.message} requestId={problem.requestId} />
      <Button type="submit" variant="primary" className="w-full" pending={create.isPending || create.isSuccess}>
        Create organization
      </Button>
    </Form>
  );
}
