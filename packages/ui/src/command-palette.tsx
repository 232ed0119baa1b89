'use client';

import { Dialog as BaseDialog } from '@base-ui/react/dialog';
import { Command } from 'cmdk';
import { Search } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { cx } from './cx.ts';
import { Keys } from './keyboard.tsx';
import { menuItemClass } from './popup-class.ts';

export interface CommandEntry {
  readonly id: string;
  readonly label: string;
  /** Other words that find it. */
  readonly keywords?: readonly string[] | undefined;
  readonly icon?: ReactNode | undefined;
  readonly detail?: string | undefined;
  readonly shortcut?: string | undefined;
  readonly onSelect: () => void;
}

export interface CommandPaletteProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly groups: readonly { readonly label: string; readonly entries: readonly CommandEntry[] }[];
  readonly placeholder?: string | undefined;
  /** What is said when nothing matches. */
  readonly empty?: string | undefined;
}

/**
 * cmdk 1.1 tells assistive technology which entry is selected one step late while the list is being filtered. This keeps
 * what it says true to what it shows.
 */
function useTrueActiveDescendant(root: HTMLElement | null): void {
  useEffect(() => {
    if (root === null) return;
    function tell(): void {
      const selected = root?.querySelector('[cmdk-item][aria-selected="true"]')?.id;
      for (const element of root?.querySelectorAll('[cmdk-input], [cmdk-list]') ?? []) {
        if (selected === undefined) element.removeAttribute('aria-activedescendant');
        else if (element.getAttribute('aria-activedescendant') !== selected) element.setAttribute('aria-activedescendant', selected);
      }
    }
    const observer = new MutationObserver(tell);
    observer.observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: ['aria-selected', 'aria-activedescendant'] });
    tell();
    return () => observer.disconnect();
  }, [root]);
}

/** Everything that can be reached or done, by typing a few letters. */
export function CommandPalette({
  open,
  onOpenChange,
  groups,
  placeholder = 'Go to a page, a model or an action',
  empty = 'Nothing matches. Try a page, a model or a verb.',
}: CommandPaletteProps) {
  const [root, setRoot] = useState<HTMLElement | null>(null);
  useTrueActiveDescendant(root);
  return (
    <BaseDialog.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className="mh-scrim fixed inset-0 z-50" />
        <BaseDialog.Popup className="mh-popup fixed top-[14vh] left-1/2 z-50 w-[calc(100vw-2rem)] max-w-xl -translate-x-1/2 overflow-hidden rounded-lg bg-raised shadow-float outline-none max-sm:top-4">
          <BaseDialog.Title className="sr-only">Command palette</BaseDialog.Title>
          <Command ref={setRoot} label="Command palette" loop className="flex flex-col">
            <div className="flex h-12 items-center gap-3 border-b border-line px-4">
              <Search aria-hidden className="size-4 text-ink-subtle" />
              <Command.Input
                placeholder={placeholder}
                className="h-full flex-1 bg-transparent text-sm outline-none placeholder:text-ink-subtle max-sm:text-base"
              />
              <Keys keys="Esc" />
            </div>
            <Command.List className="max-h-[min(24rem,60vh)] overflow-y-auto overscroll-contain p-1.5">
              <Command.Empty className="px-3 py-8 text-center text-sm text-ink-subtle">{empty}</Command.Empty>
              {groups.map((group) => (
                <Command.Group
                  key={group.label}
                  heading={group.label}
                  className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-ink-subtle"
                >
                  {group.entries.map((entry) => (
                    <Command.Item
                      key={entry.id}
                      value={`${entry.label} ${entry.id}`}
                      {...(entry.keywords === undefined ? {} : { keywords: [...entry.keywords] })}
                      onSelect={() => {
                        onOpenChange(false);
                        entry.onSelect();
                      }}
                      // cmdk writes data-disabled="false", which a presence selector takes for disabled.
                      className={cx(menuItemClass, 'h-9 data-disabled:pointer-events-auto data-disabled:opacity-100 data-[selected=true]:bg-hover')}
                    >
                      <span className="text-ink-subtle">{entry.icon}</span>
                      <span className="min-w-0 flex-1 truncate">{entry.label}</span>
                      {entry.detail === undefined ? null : <span className="truncate text-xs text-ink-subtle">{entry.detail}</span>}
                      {entry.shortcut === undefined ? null : <Keys keys={entry.shortcut} />}
                    </Command.Item>
                  ))}
                </Command.Group>
              ))}
            </Command.List>
          </Command>
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}
