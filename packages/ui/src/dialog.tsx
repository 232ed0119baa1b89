'use client';

import { Dialog as BaseDialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { cx } from './cx.ts';

export const dialogPopupClass = cx(
  'mh-popup fixed z-50 flex max-h-[calc(100dvh-2rem)] flex-col overflow-hidden rounded-lg bg-raised text-ink shadow-float outline-none',
  'top-1/2 left-1/2 w-[calc(100vw-2rem)] max-w-lg -translate-x-1/2 -translate-y-1/2',
  'max-sm:top-auto max-sm:bottom-4 max-sm:translate-y-0',
);

export interface DialogProps {
  readonly title: string;
  readonly description?: ReactNode | undefined;
  /** The button that opens it, where it is not opened by state. */
  readonly trigger?: ReactElement | undefined;
  readonly open?: boolean | undefined;
  readonly onOpenChange?: ((open: boolean) => void) | undefined;
  /** A click outside does nothing: for what would be lost with it, such as a secret that is shown once. */
  readonly stays?: boolean | undefined;
  /** Buttons at the end, the main one last. Leave out where a form inside has its own. */
  readonly footer?: ReactNode | undefined;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** A task that needs the whole attention for a moment. Escape and a click outside close it. */
export function Dialog({ title, description, trigger, open, onOpenChange, stays = false, footer, className, children }: DialogProps) {
  return (
    <BaseDialog.Root
      disablePointerDismissal={stays}
      {...(open === undefined ? {} : { open })}
      {...(onOpenChange === undefined ? {} : { onOpenChange: (next) => onOpenChange(next) })}
    >
      {trigger === undefined ? null : <BaseDialog.Trigger render={trigger} />}
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className="mh-scrim fixed inset-0 z-50" />
        <BaseDialog.Popup className={cx(dialogPopupClass, className)}>
          <header className="flex items-start gap-4 border-b border-line px-5 py-4">
            <div className="min-w-0 flex-1">
              <BaseDialog.Title className="text-base font-medium">{title}</BaseDialog.Title>
              {description === undefined ? null : <BaseDialog.Description className="mt-1 text-sm text-ink-muted">{description}</BaseDialog.Description>}
            </div>
            <BaseDialog.Close
              aria-label="Close"
              className="-m-1 grid size-8 place-items-center rounded-md text-ink-subtle transition-colors hover:bg-hover hover:text-ink"
            >
              <X aria-hidden className="size-4" />
            </BaseDialog.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-5">{children}</div>
          {footer === undefined ? null : (
            <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-4 max-sm:[&>*]:flex-1">{footer}</footer>
          )}
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}

/** Closes the dialog that it stands in. */
export const DialogClose = BaseDialog.Close;
