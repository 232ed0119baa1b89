'use client';

import { Dialog as BaseDialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';

export interface SidePanelProps {
  readonly title: ReactNode;
  readonly description?: ReactNode | undefined;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** The details of one row beside its list; the whole width on a phone. Escape and a click outside close it. */
export function SidePanel({ title, description, open, onClose, children }: SidePanelProps) {
  return (
    <BaseDialog.Root open={open} onOpenChange={(next) => (next ? undefined : onClose())}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className="mh-scrim fixed inset-0 z-50" />
        <BaseDialog.Popup className="mh-panel fixed inset-y-0 right-0 z-50 flex w-full max-w-lg flex-col bg-raised text-ink shadow-float outline-none">
          <header className="flex items-start gap-4 border-b border-line px-5 py-4">
            <div className="min-w-0 flex-1">
              <BaseDialog.Title className="text-base font-medium">{title}</BaseDialog.Title>
              {description === undefined ? null : (
                <BaseDialog.Description render={<div />} className="mt-1 text-sm text-ink-muted">
                  {description}
                </BaseDialog.Description>
              )}
            </div>
            <BaseDialog.Close
              aria-label="Close"
              className="-m-1 grid size-8 place-items-center rounded-md text-ink-subtle transition-colors hover:bg-hover hover:text-ink max-sm:size-10"
            >
              <X aria-hidden className="size-4" />
            </BaseDialog.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-5">{children}</div>
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}
