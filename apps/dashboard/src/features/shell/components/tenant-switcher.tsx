'use client';

import { DropdownMenu, MenuGroup, MenuItem, MenuSeparator } from '@modelhub/ui/dropdown-menu';
import { ChevronsUpDown, Plus } from 'lucide-react';
import type { ShellData } from '../types.ts';

/** The first letter of a name in a square. Decoration: the name stands beside it. */
function Initial({ name }: { readonly name: string }) {
  return (
    <span aria-hidden className="grid size-7 shrink-0 place-items-center rounded-md bg-ink text-xs font-medium text-paper">
      {(name.trim()[0] ?? '?').toUpperCase()}
    </span>
  );
}

/** Which organization, and which of its projects, the pages show. */
export function TenantSwitcher({ data }: { readonly data: ShellData }) {
  const organization = data.organizations.find((one) => one.id === data.currentOrganizationId);
  const project = data.projects.find((one) => one.id === data.currentProjectId);
  const name = organization?.name ?? 'No organization';
  return (
    <DropdownMenu
      align="start"
      className="w-60"
      trigger={
        <button type="button" className="flex w-full min-w-0 items-center gap-2.5 rounded-md p-1.5 text-left transition-colors hover:bg-hover">
          <Initial name={name} />
          <span className="sr-only">Switch organization or project:</span>
          <span className="min-w-0 flex-1">
            <span className="block truncate text-sm leading-4.5 font-medium">{name}</span>
            <span className="block truncate text-xs text-ink-subtle">{project?.name ?? 'All projects'}</span>
          </span>
          <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-ink-subtle" />
        </button>
      }
    >
      <MenuGroup label="Project">
        <MenuItem selected={data.currentProjectId === null} onSelect={() => void data.actions.selectProject(null)}>
          All projects
        </MenuItem>
        {data.projects.map((one) => (
          <MenuItem key={one.id} selected={one.id === data.currentProjectId} onSelect={() => void data.actions.selectProject(one.id)}>
            {one.name}
          </MenuItem>
        ))}
      </MenuGroup>
      <MenuSeparator />
      <MenuGroup label="Organization">
        {data.organizations.map((one) => (
          <MenuItem key={one.id} selected={one.id === data.currentOrganizationId} onSelect={() => void data.actions.selectOrganization(one.id)}>
            {one.name}
          </MenuItem>
        ))}
        <MenuItem href="/onboarding?new=1" icon={<Plus aria-hidden />}>
          New organization
        </MenuItem>
      </MenuGroup>
    </DropdownMenu>
  );
}
