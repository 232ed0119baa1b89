'use client';

import { Dialog } from '@modelhub/ui/dialog';
import { Keys } from '@modelhub/ui/keyboard';
import { NAVIGATION } from '../navigation.ts';

const GENERAL = [
  { keys: 'Ctrl K', does: 'Open the command palette (⌘ K on a Mac)' },
  { keys: '?', does: 'Show these keys' },
  { keys: 'J', does: 'Next row of a table (or arrow down)' },
  { keys: 'K', does: 'Row before (or arrow up)' },
  { keys: 'Esc', does: 'Close what is open' },
] as const;

/** Every key that does something. */
export function ShortcutHelp({ open, onOpenChange }: { readonly open: boolean; readonly onOpenChange: (open: boolean) => void }) {
  const lines = [...NAVIGATION.map((item) => ({ keys: `G ${item.key.toUpperCase()}`, does: `Go to ${item.label}` })), ...GENERAL];
  return (
    <Dialog title="Keyboard" open={open} onOpenChange={onOpenChange} className="max-w-md">
      <dl className="flex flex-col gap-2.5">
        {lines.map((line) => (
          <div key={line.keys} className="flex items-center justify-between gap-6 text-sm">
            <dt className="text-ink-muted">{line.does}</dt>
            <dd>
              <Keys keys={line.keys} />
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
