'use client';

import { Button } from '@modelhub/ui/button';
import { buttonClass } from '@modelhub/ui/button-class';
import { Field } from '@modelhub/ui/field';
import { Form, FormError } from '@modelhub/ui/form';
import { Input } from '@modelhub/ui/input';
import { SecretReveal } from '@modelhub/ui/secret-reveal';
import { useMutation } from '@tanstack/react-query';
import Link from 'next/link';
import type { FormEvent } from 'react';
import { useTRPC } from '#src/trpc/client.tsx';
import { formText } from '#src/trpc/form-text.ts';
import { problemOf } from '#src/trpc/problem.ts';
import { ConfirmFirst } from './confirm-first.tsx';
import { FirstRequestLight } from './first-request-light.tsx';
import { Quickstart } from './quickstart.tsx';

export interface FirstKeyProps {
  readonly projectId: string;
  readonly gatewayUrl: string;
  readonly model: string;
  readonly verified: boolean;
  readonly mailboxHref: string | null;
}

/** The second and third step: a key, shown once, and a request with it. */
export function FirstKey({ projectId, gatewayUrl, model, verified, mailboxHref }: FirstKeyProps) {
  const trpc = useTRPC();
  const finish = useMutation(trpc.onboarding.finish.mutationOptions());
  const create = useMutation(trpc.keys.create.mutationOptions({ onSuccess: () => finish.mutate() }));
  const problem = problemOf(create.error, ['name']);

  if (!verified) return <ConfirmFirst mailboxHref={mailboxHref} />;
  if (create.data === undefined) {
    const submit = (event: FormEvent<HTMLFormElement>): void => {
      event.preventDefault();
      create.mutate({ name: formText(new FormData(event.currentTarget), 'name'), projectId });
    };
    return (
      <Form onSubmit={submit} className="max-w-sm">
        <Field label="Key name" name="name" error={problem.fields['name']} help="Name it after what will use it. Limits can be set later.">
          <Input name="name" defaultValue="First key" required />
        </Field>
        <FormError message={problem.message} requestId={problem.requestId} />
        <Button type="submit" variant="primary" pending={create.isPending} className="self-start">
          Create key
        </Button>
      </Form>
    );
  }
  return (
    <div className="flex flex-col gap-8">
      <SecretReveal secret={create.data.secret} label="API key" />
      <section aria-labelledby="first-request" className="flex flex-col gap-4">
        <div>
          <h2 id="first-request" className="text-base font-medium">
            Send your first request
          </h2>
          <p className="mt-1 text-sm text-ink-muted">Your key is filled in. Paste it, run it, and watch the light.</p>
        </div>
        <Quickstart gatewayUrl={gatewayUrl} apiKey={create.data.secret} model={model} />
        <FirstRequestLight keyId={create.data.id} />
      </section>
      <Link href="/home" className={buttonClass({ variant: 'primary', className: 'self-start' })}>
        Go to home
      </Link>
    </div>
  );
}
