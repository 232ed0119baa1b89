'use client';

import { Button } from '@modelhub/ui/button';
import { PageHeader, Panel } from '@modelhub/ui/panel';
import { Checkbox } from '@modelhub/ui/checkbox';
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { parseAsBoolean, parseAsString, useQueryStates } from 'nuqs';
import { useTRPC } from '#src/trpc/client.tsx';
import type { PolicyRow } from '../server/list-policies.ts';
import { CreatePolicyDialog } from './create-policy-dialog.tsx';
import { NoPolicies } from './no-policies.tsx';
import { PoliciesTable } from './policies-table.tsx';

export interface PoliciesViewProps {
  readonly initial: readonly PolicyRow[];
  readonly may: { readonly manage: boolean; readonly publish: boolean };
}

/** The policies of the organization, or what one could start from. */
export function PoliciesView({ initial, may }: PoliciesViewProps) {
  const trpc = useTRPC();
  const [query, setQuery] = useQueryStates({ create: parseAsString, archived: parseAsBoolean.withDefault(false) });
  const { data: policies } = useQuery(trpc.policies.list.queryOptions(undefined, { initialData: [...initial] }));
  const archived = policies.filter(({ isArchived }) => isArchived).length;
  const shown = query.archived ? policies : policies.filter(({ isArchived }) => !isArchived);
  const create = (template: string) => void setQuery({ create: template });

  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        title="Policies"
        description="Say once which requests go to which model, and at which providers. Programs call a policy by its name, and you change it here, without a deployment."
        actions={
          may.manage && policies.length > 0 ? (
            <Button variant="primary" onClick={() => create('blank')}>
              <Plus aria-hidden />
              Create policy
            </Button>
          ) : null
        }
      />
      {policies.length === 0 ? (
        <NoPolicies onStart={may.manage ? create : null} />
      ) : (
        <Panel flush as="div">
          <PoliciesTable
            rows={shown}
            mayPublish={may.publish}
            empty={<p className="px-5 py-10 text-center text-sm text-ink-muted">Every policy is archived.</p>}
          />
        </Panel>
      )}
      {archived === 0 ? null : (
        <Checkbox checked={query.archived} onCheckedChange={(checked) => void setQuery({ archived: checked ? true : null })}>
          {archived === 1 ? 'Show 1 archived policy' : `Show ${archived} archived policies`}
        </Checkbox>
      )}
      {may.manage && query.create !== null ? <CreatePolicyDialog templateId={query.create} onClose={() => void setQuery({ create: null })} /> : null}
    </div>
  );
}
