'use client';

import { Select } from '@modelhub/ui/select';
import { toast } from '@modelhub/ui/toast';
import { useMutation } from '@tanstack/react-query';
import { useTRPC } from '#src/trpc/client.tsx';
import { problemOf } from '#src/trpc/problem.ts';

export interface DefaultPolicyProps {
  readonly project: { readonly id: string; readonly name: string; readonly defaultPolicy: { readonly id: string; readonly name: string } | null };
  readonly policies: readonly { readonly id: string; readonly name: string }[];
  readonly onDone: (message: string) => void;
}

/** The policy of a project's keys that have none of their own; chosen at once, and chosen back as fast. */
export function DefaultPolicy({ project, policies, onDone }: DefaultPolicyProps) {
  const trpc = useTRPC();
  const { defaultPolicy } = project;
  const set = useMutation(
    trpc.settings.projects.setDefaultPolicy.mutationOptions({
      onSuccess: (_, { policyId }) => {
        const chosen = policies.find(({ id }) => id === policyId);
        onDone(chosen === undefined ? `${project.name} has no default policy` : `${project.name} goes by ${chosen.name}`);
      },
      onError: (error) => toast.error(problemOf(error).message ?? 'The policy could not be chosen'),
    }),
  );
  if (policies.length === 0 && defaultPolicy === null) return <span className="text-ink-subtle">None</span>;
  // One that was archived since stays chosen until somebody chooses another.
  const isGone = defaultPolicy !== null && !policies.some(({ id }) => id === defaultPolicy.id);
  return (
    <Select
      size="sm"
      className="min-w-36"
      label={`Default policy of ${project.name}`}
      disabled={set.isPending}
      options={[
        { value: '', label: 'None' },
        ...policies.map(({ id, name }) => ({ value: id, label: name })),
        ...(isGone ? [{ value: defaultPolicy.id, label: `${defaultPolicy.name} (archived)` }] : []),
      ]}
      value={defaultPolicy?.id ?? ''}
      onValueChange={(policyId) => set.mutate({ id: project.id, policyId: policyId === '' ? null : policyId })}
    />
  );
}
