'use client';

import { Button } from '@modelhub/ui/button';
import { buttonClass } from '@modelhub/ui/button-class';
import { Field } from '@modelhub/ui/field';
import { Form, FormError } from '@modelhub/ui/form';
import { Input } from '@modelhub/ui/input';
import { Link as TextLink } from '@modelhub/ui/link';
import { SecretReveal } from '@modelhub/ui/secret-reveal';
import { useMutation } from '@tanstack/react-query';
import Link from 'next/link';
import type { FormEvent } from 'react';
import { useTRPC } from '#src/trpc/client.tsx';
import { formText } from '#src/trpc/form-text.ts';
import { problemOf } from '#src/trpc/problem.ts';
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

function ConfirmFirst({ mailboxHref }: { readonly mailboxHref: string | null }) {
  const trpc = useTRPC();
  const resend = useMutation(trpc.auth.resendVerification.mutationOptions());
  const problem = problemOf(resend.error);
  return (
    <div className="flex max-w-md flex-col gap-4">
      <p className="text-sm text-ink-muted">
        Keys spend money, so your e-mail address has to be confirmed first. Open the link that we have mailed to you, then come back.
      </p>
      <FormError message={problem.message} requestId={problem.requestId} />
      {resend.data === undefined ? null : (
        <p role="status" className="text-sm text-healthy-ink">
          Sent to {resend.data.sentTo}.
        </p>
      )}
      <div className="flex flex-wrap items-center gap-4">
        <Button pending={resend.isPending} onClick={() => resend.mutate()}>
          Send the link again
        </Button>
        {mailboxHref === null ? null : <TextLink href={mailboxHref}>Open the local mailbox</TextLink>}
      </div>
    </div>
  );
}
