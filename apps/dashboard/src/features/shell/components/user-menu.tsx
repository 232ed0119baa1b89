'use client';

import { DropdownMenu, MenuItem, MenuSeparator } from '@modelhub/ui/dropdown-menu';
import { ThemeToggle } from '@modelhub/ui/theme';
import { Keyboard, LogOut, Settings } from 'lucide-react';
import type { ShellData } from '../types.ts';

/** The person at the foot of the sidebar, with the theme beside. */
export function UserMenu({ data, onHelp }: { readonly data: ShellData; readonly onHelp: () => void }) {
  const name = data.user.name ?? data.user.email;
  return (
    <div className="flex items-center gap-2">
      <DropdownMenu
        align="start"
        side="top"
        className="w-56"
        trigger={
          <button type="button" className="flex min-w-0 flex-1 items-center gap-2.5 rounded-md p-1.5 text-left transition-colors hover:bg-hover">
            <span aria-hidden className="grid size-7 shrink-0 place-items-center rounded-full border border-line-strong text-xs text-ink-muted">
              {(name[0] ?? '?').toUpperCase()}
            </span>
            <span className="sr-only">Account:</span>
            <span className="min-w-0 truncate text-sm text-ink-muted">{name}</span>
          </button>
        }
      >
        <p className="truncate px-2 py-1.5 text-xs text-ink-subtle">{data.user.email}</p>
        <MenuSeparator />
        <MenuItem href="/settings" icon={<Settings aria-hidden />}>
          Settings
        </MenuItem>
        <MenuItem icon={<Keyboard aria-hidden />} onSelect={onHelp}>
          Keyboard
        </MenuItem>
        <MenuItem icon={<LogOut aria-hidden />} onSelect={() => void data.actions.signOut()}>
          Sign out
        </MenuItem>
      </DropdownMenu>
      <ThemeToggle />
    </div>
  );
}
