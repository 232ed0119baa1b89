'use client';

import { CommandPalette } from '@modelhub/ui/command-palette';
import { cx } from '@modelhub/ui/cx';
import { Keys } from '@modelhub/ui/keyboard';
import { BookOpen, Braces, CircleAlert, Route, Search } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import type { SearchEntry } from '../search-entries.ts';

const ICONS = { Guides: BookOpen, API: Route, Fields: Braces, Errors: CircleAlert } as const satisfies Record<SearchEntry['group'], unknown>;

let loading: Promise<readonly SearchEntry[]> | undefined;

/** What can be found is fetched when somebody searches for the first time, and kept. A failed attempt is made again by the next one. */
function loadEntries(): Promise<readonly SearchEntry[]> {
  loading ??= fetch('/docs/search.json').then(async (response) => {
    if (!response.ok) throw new Error(`the docs cannot be searched: ${response.status}`);
    return (await response.json()) as readonly SearchEntry[];
  });
  return loading.catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
}

/** Finds pages, fields and errors in the docs: by a click, by Ctrl-K or by a slash. */
export function DocsSearch({ className }: { readonly className?: string }) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [found, setFound] = useState<readonly SearchEntry[] | 'failed'>([]);

  useEffect(() => {
    function press(event: KeyboardEvent): void {
      const target = event.target as HTMLElement | null;
      const isTyping = target?.closest('input, textarea, [contenteditable]') != null;
      const isSlash = event.key === '/' && !isTyping;
      if (!isSlash && !((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k')) return;
      event.preventDefault();
      setOpen(true);
    }
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);

  useEffect(() => {
    if (!open) return;
    loadEntries().then(setFound, () => setFound('failed'));
  }, [open]);

  const entries = found === 'failed' ? [] : found;
  const groups = [...new Set(entries.map(({ group }) => group))].map((group) => {
    const Icon = ICONS[group];
    return {
      label: group,
      entries: entries
        .filter((entry) => entry.group === group)
        .map(({ href, label, detail, keywords }) => ({
          id: href,
          label,
          detail,
          keywords,
          icon: <Icon aria-hidden />,
          onSelect: () => router.push(href),
        })),
    };
  });

  return (
    <>
      <button
        type="button"
        onClick={() => setOpen(true)}
        className={cx(
          'flex h-9 w-full shrink-0 items-center gap-2 rounded-md border border-line bg-surface px-2.5 text-sm text-ink-muted transition-colors hover:border-line-strong hover:text-ink max-lg:h-11',
          className,
        )}
      >
        <Search aria-hidden className="size-4" />
        <span className="flex-1 text-left">Search docs</span>
        <Keys keys="/" />
      </button>
      <CommandPalette
        open={open}
        onOpenChange={setOpen}
        groups={groups}
        placeholder="A field, an error, a page"
        empty={found === 'failed' ? 'The docs cannot be searched at the moment. Close this and try again.' : 'Nothing in the docs matches.'}
      />
    </>
  );
}
