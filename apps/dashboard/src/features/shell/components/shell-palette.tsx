'use client';

import { CommandPalette } from '@modelhub/ui/command-palette';
import { useTheme } from '@modelhub/ui/theme';
import { Activity, BookOpen, Building2, FolderKanban, LogOut, Moon, Plus, Sun } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { NAVIGATION } from '../navigation.ts';
import type { ShellData } from '../types.ts';

export interface ShellPaletteProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly data: ShellData;
}

/** Pages, actions, organizations and projects, by typing. */
export function ShellPalette({ open, onOpenChange, data }: ShellPaletteProps) {
  const router = useRouter();
  const { resolvedTheme, setTheme } = useTheme();
  const dark = resolvedTheme === 'dark';
  const others = data.organizations.filter((organization) => organization.id !== data.currentOrganizationId);
  const groups = [
    {
      label: 'Go to',
      entries: [
        ...NAVIGATION.map((item) => ({
          id: item.href,
          label: item.label,
          keywords: item.keywords,
          icon: <item.icon aria-hidden />,
          shortcut: `G ${item.key.toUpperCase()}`,
          onSelect: () => router.push(item.href),
        })),
        { id: '/docs', label: 'Docs', keywords: ['quickstart', 'help'], icon: <BookOpen aria-hidden />, onSelect: () => router.push('/docs') },
        { id: '/status', label: 'Status', keywords: ['uptime'], icon: <Activity aria-hidden />, onSelect: () => router.push('/status') },
      ],
    },
    {
      label: 'Do',
      entries: [
        { id: 'create-key', label: 'Create API key', keywords: ['new'], icon: <Plus aria-hidden />, onSelect: () => router.push('/keys?create=1') },
        {
          id: 'theme',
          label: dark ? 'Use the light theme' : 'Use the dark theme',
          keywords: ['theme', 'dark', 'light'],
          icon: dark ? <Sun aria-hidden /> : <Moon aria-hidden />,
          onSelect: () => setTheme(dark ? 'light' : 'dark'),
        },
        { id: 'sign-out', label: 'Sign out', keywords: ['log out'], icon: <LogOut aria-hidden />, onSelect: () => void data.actions.signOut() },
      ],
    },
    ...(data.projects.length < 2
      ? []
      : [
          {
            label: 'Project',
            entries: data.projects.map((project) => ({
              id: project.id,
              label: project.name,
              icon: <FolderKanban aria-hidden />,
              onSelect: () => void data.actions.selectProject(project.id),
            })),
          },
        ]),
    ...(others.length === 0
      ? []
      : [
          {
            label: 'Organization',
            entries: others.map((organization) => ({
              id: organization.id,
              label: organization.name,
              detail: organization.role,
              icon: <Building2 aria-hidden />,
              onSelect: () => void data.actions.selectOrganization(organization.id),
            })),
          },
        ]),
  ];
  return <CommandPalette open={open} onOpenChange={onOpenChange} groups={groups} />;
}
