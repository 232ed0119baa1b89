'use client';

import { AlertDialog } from '@modelhub/ui/alert-dialog';
import { Badge } from '@modelhub/ui/badge';
import { Button } from '@modelhub/ui/button';
import { Dialog, DialogClose } from '@modelhub/ui/dialog';
import { Field } from '@modelhub/ui/field';
import { Form, FormActions, FormError } from '@modelhub/ui/form';
import { Input } from '@modelhub/ui/input';
import { Panel } from '@modelhub/ui/panel';
import { RelativeTime } from '@modelhub/ui/relative-time';
import { Table, type TableColumn } from '@modelhub/ui/table';
import { toast } from '@modelhub/ui/toast';
import { useMutation } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { useRefresh } from '#src/features/shell/use-refresh.ts';
import { formText } from '#src/trpc/form-text.ts';
import { useTRPC } from '#src/trpc/client.tsx';
import { problemOf } from '#src/trpc/problem.ts';
import { DefaultPolicy } from './default-policy.tsx';

export interface ProjectRow {
  readonly id: string;
  readonly name: string;
  readonly archivedAt: Date | null;
  readonly createdAt: Date;
  readonly activeKeys: number;
  readonly defaultPolicy: { readonly id: string; readonly name: string } | null;
}

/** Creates a project, or renames the given one. */
function NameForm({ project, onDone }: { readonly project: ProjectRow | undefined; readonly onDone: (message: string) => void }) {
  const trpc = useTRPC();
  const create = useMutation(trpc.settings.projects.create.mutationOptions({ onSuccess: ({ name }) => onDone(`Project ${name} created`) }));
  const rename = useMutation(trpc.settings.projects.rename.mutationOptions({ onSuccess: ({ name }) => onDone(`Renamed to ${name}`) }));
  const saving = project === undefined ? create : rename;
  const problem = problemOf(saving.error, ['name']);

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const name = formText(new FormData(event.currentTarget), 'name');
    if (project === undefined) create.mutate({ name });
    else rename.mutate({ id: project.id, name });
  }

  return (
    <Form onSubmit={submit}>
      <Field label="Name" name="name" error={problem.fields['name']} help="Shown on usage, budgets and statements.">
        <Input name="name" defaultValue={project?.name} placeholder="Support chatbot" autoComplete="off" required autoFocus />
      </Field>
      <FormError message={problem.message} requestId={problem.requestId} />
      <FormActions submit={project === undefined ? 'Create project' : 'Rename project'} pending={saving.isPending}>
        <DialogClose render={<Button>Cancel</Button>} />
      </FormActions>
    </Form>
  );
}

function ProjectActions({ project, onDone }: { readonly project: ProjectRow; readonly onDone: (message: string) => void }) {
  const trpc = useTRPC();
  const [open, setOpen] = useState<'rename' | 'archive' | null>(null);
  const done = (message: string) => {
    setOpen(null);
    onDone(message);
  };
  const archived = project.archivedAt !== null;
  const archive = useMutation(
    trpc.settings.projects.setArchived.mutationOptions({ onSuccess: () => done(archived ? `${project.name} is back` : `${project.name} is archived`) }),
  );
  const problem = problemOf(archive.error);
  const keys = `${project.activeKeys} ${project.activeKeys === 1 ? 'key' : 'keys'}`;
  return (
    <span className="inline-flex gap-1">
      <Dialog
        open={open === 'rename'}
        onOpenChange={(next) => setOpen(next ? 'rename' : null)}
        title={`Rename ${project.name}`}
        trigger={
          <Button size="sm" variant="ghost" aria-label={`Rename ${project.name}`}>
            Rename
          </Button>
        }
      >
        <NameForm project={project} onDone={done} />
      </Dialog>
      {archived ? (
        <Button
          size="sm"
          variant="ghost"
          aria-label={`Restore ${project.name}`}
          pending={archive.isPending}
          onClick={() => archive.mutate({ id: project.id, archived: false })}
        >
          Restore
        </Button>
      ) : (
        <AlertDialog
          open={open === 'archive'}
          onOpenChange={(next) => setOpen(next ? 'archive' : null)}
          title={`Archive ${project.name}?`}
          description={
            project.activeKeys > 0
              ? `${keys} of this project still work. Revoke them first.`
              : 'No new keys can be made in it. Its usage stays on charts and statements, and it can be restored.'
          }
          confirm="Archive project"
          pending={archive.isPending}
          onConfirm={() => archive.mutate({ id: project.id, archived: true })}
          trigger={
            <Button size="sm" variant="ghost" aria-label={`Archive ${project.name}`}>
              Archive
            </Button>
          }
        >
          <FormError message={problem.message} requestId={problem.requestId} />
        </AlertDialog>
      )}
    </span>
  );
}

export interface ProjectsPanelProps {
  readonly projects: readonly ProjectRow[];
  /** What can be the default of a project. */
  readonly policies: readonly { readonly id: string; readonly name: string }[];
  readonly canManage: boolean;
}

/** What usage and budgets are kept apart by. */
export function ProjectsPanel({ projects, policies, canManage }: ProjectsPanelProps) {
  const { refresh } = useRefresh();
  const [creating, setCreating] = useState(false);
  const onDone = (message: string) => {
    setCreating(false);
    toast.success(message);
    refresh();
  };
  const columns: readonly TableColumn<ProjectRow>[] = [
    {
      id: 'name',
      header: 'Project',
      priority: 'title',
      cell: (project) => (
        <span className="flex items-center gap-2 font-medium">
          {project.name}
          {project.archivedAt === null ? null : <Badge tone="unknown">Archived</Badge>}
        </span>
      ),
    },
    { id: 'keys', header: 'Active keys', align: 'right', cell: (project) => project.activeKeys },
    {
      id: 'policy',
      header: 'Default policy',
      cell: (project) => (canManage ? <DefaultPolicy project={project} policies={policies} onDone={onDone} /> : (project.defaultPolicy?.name ?? 'None')),
    },
    { id: 'created', header: 'Created', priority: 'detail', cell: (project) => <RelativeTime at={project.createdAt} className="text-ink-muted" /> },
    ...(canManage
      ? [{ id: 'actions', header: 'Actions', align: 'right', cell: (project: ProjectRow) => <ProjectActions project={project} onDone={onDone} /> } as const]
      : []),
  ];
  return (
    <Panel
      flush
      title="Projects"
      description="Usage, keys and budgets are kept apart by project."
      actions={
        canManage ? (
          <Dialog
            open={creating}
            onOpenChange={setCreating}
            title="Create a project"
            description="One for each product or team whose spend you want to see by itself."
            trigger={
              <Button variant="primary">
                <Plus aria-hidden />
                Create project
              </Button>
            }
          >
            <NameForm project={undefined} onDone={onDone} />
          </Dialog>
        ) : undefined
      }
    >
      <Table caption="Projects" columns={columns} rows={projects} rowKey={(project) => project.id} />
    </Panel>
  );
}
