'use client';

import { Badge } from '@modelhub/ui/badge';
import { Button } from '@modelhub/ui/button';
import { CopyButton } from '@modelhub/ui/copy-button';
import { FormError } from '@modelhub/ui/form';
import { PageHeader } from '@modelhub/ui/panel';
import { Tabs } from '@modelhub/ui/tabs';
import { toast } from '@modelhub/ui/toast';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { useState } from 'react';
import { useTRPC } from '#src/trpc/client.tsx';
import { problemOf } from '#src/trpc/problem.ts';
import { placeOf, plainMessage } from '../document-problem.ts';
import type { EditorChoices } from '../server/editor-choices.ts';
import type { PolicyDetail } from '../server/policy-detail.ts';
import { usePolicyDraft } from '../use-policy-draft.ts';
import { CallPanel } from './call-panel.tsx';
import { HistoryPanel } from './history-panel.tsx';
import { JsonEditor } from './json-editor.tsx';
import { PolicyState } from './policies-table.tsx';
import { PublishDialog } from './publish-dialog.tsx';
import { StepsEditor } from './steps-editor.tsx';
import { TryPanel } from './try-panel.tsx';
import type { TryFilterChoices } from './try-past.tsx';

const TABS = ['steps', 'json', 'try', 'history', 'call'] as const;

export interface PolicyViewProps {
  readonly initial: PolicyDetail;
  readonly choices: EditorChoices;
  /** What past requests can be narrowed to. */
  readonly filters: TryFilterChoices;
  readonly may: { readonly manage: boolean; readonly publish: boolean };
  readonly gatewayUrl: string;
}

/** One policy: what it does, what was tried on it, and what is live. */
export function PolicyView({ initial, choices, filters, may, gatewayUrl }: PolicyViewProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { name } = initial;
  const [tab, setTab] = useQueryState('tab', parseAsStringLiteral(TABS).withDefault('steps'));
  const { data: policy } = useQuery(trpc.policies.get.queryOptions({ name }, { initialData: initial }));
  const [latest] = policy.versions;
  if (latest === undefined) throw new Error('a policy without versions');
  const draft = usePolicyDraft(policy.id, latest);
  const [publishing, setPublishing] = useState<number | null>(null);
  const reload = () => queryClient.invalidateQueries({ queryKey: trpc.policies.get.queryKey({ name }) });
  const save = useMutation(
    trpc.policies.save.mutationOptions({
      onSuccess: async ({ version }, sent) => {
        draft.load({ version, document: sent.document as never });
        await reload();
        toast.success(`Draft saved as version ${version}`);
      },
      // Somebody else's version is in the history then.
      onError: reload,
    }),
  );
  const failure = problemOf(save.error);
  const canEdit = may.manage && !policy.isArchived;
  const saveDraft = () => save.mutate({ name, document: draft.document as never, basedOn: draft.basedOn });
  const isBehind = latest.version !== draft.basedOn;
  const canPublish = may.publish && !policy.isArchived && !draft.isChanged && draft.basedOn !== policy.publishedVersion;

  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        title={
          <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <code className="font-mono text-lg break-all">policy/{name}</code>
            <CopyButton value={`policy/${name}`} label="Copy the model name" />
          </span>
        }
        description={<PolicyState publishedVersion={policy.publishedVersion} latestVersion={latest.version} isArchived={policy.isArchived} />}
        actions={
          canEdit ? (
            <>
              {draft.isChanged ? (
                <Button onClick={() => draft.load({ version: draft.basedOn, document: versionOf(policy, draft.basedOn) ?? latest.document })}>
                  Discard changes
                </Button>
              ) : null}
              <Button variant={draft.isChanged ? 'primary' : 'secondary'} disabled={!draft.isChanged} pending={save.isPending} onClick={saveDraft}>
                Save draft
              </Button>
              {may.publish ? (
                <Button variant={draft.isChanged ? 'secondary' : 'primary'} disabled={!canPublish} onClick={() => setPublishing(draft.basedOn)}>
                  Publish…
                </Button>
              ) : null}
            </>
          ) : null
        }
      />
      <Notes policy={policy} may={may} isRestored={draft.isRestored} />
      {draft.problem === null ? null : (
        <p role="status" className="rounded-md bg-degraded-soft px-3 py-2.5 text-sm text-degraded-ink">
          Not ready to be saved. {placeOf(draft.problem)}: {plainMessage(draft.problem)}
        </p>
      )}
      <FormError message={failure.message} requestId={failure.requestId} />
      {isBehind ? (
        <div className="flex flex-wrap items-center gap-3 rounded-md bg-degraded-soft px-3 py-2.5 text-sm text-degraded-ink">
          <span>
            {latest.createdBy ?? 'Somebody'} saved version {latest.version} meanwhile. What you typed is still here.
          </span>
          <Button size="sm" onClick={() => draft.load(latest)}>
            Load version {latest.version}
          </Button>
        </div>
      ) : null}
      <Tabs
        label="Views of the policy"
        value={tab}
        onValueChange={(next) => void setTab(next as (typeof TABS)[number])}
        tabs={[
          {
            value: 'steps',
            label: 'Steps',
            content: <StepsEditor form={draft.form} choices={choices} problem={draft.problem} disabled={!canEdit} onChange={draft.setForm} />,
          },
          {
            value: 'json',
            label: 'JSON',
            content: <JsonEditor document={draft.document} problem={draft.problem} disabled={!canEdit} onChange={draft.setForm} />,
          },
          {
            value: 'try',
            label: 'Try it',
            content: <TryPanel document={draft.document} isValid={draft.problem === null} choices={choices} filters={filters} />,
          },
          {
            value: 'history',
            label: 'History',
            content: (
              <HistoryPanel
                policy={policy}
                onPublish={may.publish && !policy.isArchived ? setPublishing : null}
                onEdit={canEdit ? (version) => (draft.setForm(version), void setTab('steps')) : null}
              />
            ),
          },
          { value: 'call', label: 'Call it', content: <CallPanel name={name} isPublished={policy.publishedVersion !== null} gatewayUrl={gatewayUrl} /> },
        ]}
      />
      {publishing === null ? null : (
        <PublishDialog
          policy={policy}
          version={publishing}
          onClose={() => setPublishing(null)}
          onPublished={async () => {
            setPublishing(null);
            await reload();
            toast.success(`Version ${publishing} is live`, { description: `Requests for policy/${name} get it from now on.` });
          }}
        />
      )}
    </div>
  );
}

function versionOf({ versions }: PolicyDetail, version: number) {
  return versions.find((one) => one.version === version)?.document;
}

function Notes({ policy, may, isRestored }: { readonly policy: PolicyDetail; readonly may: PolicyViewProps['may']; readonly isRestored: boolean }) {
  if (policy.isArchived)
    return <p className="text-sm text-ink-muted">This policy is archived: requests for it are refused. Restore it in the list to change or publish it.</p>;
  if (!may.manage) return <p className="text-sm text-ink-muted">Your role reads policies; owners, admins and developers change them.</p>;
  return (
    <p className="flex flex-wrap items-center gap-2 text-sm text-ink-muted empty:hidden">
      {isRestored ? (
        <>
          <Badge tone="degraded">Not saved</Badge> What you had typed here before and not saved is back.
        </>
      ) : null}
      {may.publish ? null : 'Owners and admins publish what you save.'}
    </p>
  );
}
