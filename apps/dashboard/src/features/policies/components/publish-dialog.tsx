'use client';

import { Button } from '@modelhub/ui/button';
import { Dialog, DialogClose } from '@modelhub/ui/dialog';
import { FormError } from '@modelhub/ui/form';
import { useMutation } from '@tanstack/react-query';
import { useTRPC } from '#src/trpc/client.tsx';
import { problemOf } from '#src/trpc/problem.ts';
import { changesBetween, type PolicyChange } from '../policy-changes.ts';
import type { PolicyDetail } from '../server/policy-detail.ts';

export interface PublishDialogProps {
  readonly policy: PolicyDetail;
  readonly version: number;
  readonly onClose: () => void;
  readonly onPublished: () => Promise<void>;
}

/** Says what changes for requests before it does. */
export function PublishDialog({ policy, version, onClose, onPublished }: PublishDialogProps) {
  const trpc = useTRPC();
  const publish = useMutation(trpc.policies.publish.mutationOptions({ onSuccess: onPublished }));
  const problem = problemOf(publish.error);
  const { name, publishedVersion } = policy;
  const documentOf = (number: number | null) => policy.versions.find((one) => one.version === number)?.document ?? null;
  const next = documentOf(version);
  const isBack = publishedVersion !== null && version < publishedVersion;
  const changes = next === null ? [] : changesBetween(documentOf(publishedVersion), next);
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={isBack ? `Go back to version ${version}?` : `Publish version ${version}?`}
      description={
        publishedVersion === null
          ? `Requests for policy/${name} are answered from now on.`
          : `Requests for policy/${name} get version ${version} instead of ${publishedVersion}, at every gateway within a second.`
      }
      className="max-w-2xl"
      footer={
        <>
          <DialogClose render={<Button>Cancel</Button>} />
          <Button variant="primary" pending={publish.isPending} onClick={() => publish.mutate({ name, version, insteadOf: publishedVersion })}>
            {isBack ? `Go back to version ${version}` : `Publish version ${version}`}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <ChangeList changes={changes} />
        <FormError message={problem.message} requestId={problem.requestId} />
      </div>
    </Dialog>
  );
}

const MARKS = { added: '+', removed: '−', changed: '~' } as const;
const MARK_WORDS = { added: 'Added', removed: 'Removed', changed: 'Changed' } as const;

/** What is different, what it was and what it will be. */
export function ChangeList({ changes }: { readonly changes: readonly PolicyChange[] }) {
  if (changes.length === 0) return <p className="text-sm text-ink-muted">Nothing that requests would notice.</p>;
  return (
    <ul className="divide-y divide-line rounded-md border border-line">
      {changes.map((change) => (
        <li key={`${change.kind} ${change.step} ${change.what}`} className="flex gap-3 px-3 py-2.5 text-sm">
          <span aria-hidden className="w-3 shrink-0 text-center font-mono text-ink-subtle">
            {MARKS[change.kind]}
          </span>
          <span className="min-w-0 flex-1">
            <span className="sr-only">{MARK_WORDS[change.kind]}: </span>
            <span className="font-medium">{change.step ?? change.what}</span>
            {change.step === null || change.kind !== 'changed' ? null : <span className="text-ink-muted"> · {change.what}</span>}
            {change.before === null ? null : (
              <del className="mt-0.5 block break-words text-down-ink no-underline">
                <span className="sr-only">was </span>− {change.before}
              </del>
            )}
            {change.after === null ? null : (
              <ins className="mt-0.5 block break-words text-healthy-ink no-underline">
                <span className="sr-only">is now </span>+ {change.after}
              </ins>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
