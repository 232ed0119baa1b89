'use client';

import { AlertDialog as BaseAlertDialog } from '@base-ui/react/alert-dialog';
import { useState, type ReactElement, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { cx } from './cx.ts';
import { dialogPopupClass } from './dialog.tsx';
import { Input } from './input.tsx';

export interface AlertDialogProps {
  /** The question: "Revoke the key Production?" */
  readonly title: string;
  /** What will break: "3 services used this key in the last hour." */
  readonly description: ReactNode;
  /** The verb on the button: "Revoke key". */
  readonly confirm: string;
  readonly onConfirm: () => void | Promise<void>;
  readonly pending?: boolean | undefined;
  /** Only where it cannot be undone: the text that has to be typed first. */
  readonly typeToConfirm?: string | undefined;
  readonly trigger?: ReactElement | undefined;
  readonly open?: boolean | undefined;
  readonly onOpenChange?: ((open: boolean) => void) | undefined;
  readonly children?: ReactNode | undefined;
}

/** Asks before something is destroyed. Cancel has the focus; a click outside does nothing. */
export function AlertDialog(props: AlertDialogProps) {
  const { title, description, confirm, onConfirm, pending = false, typeToConfirm, trigger, open, onOpenChange, children } = props;
  const [typed, setTyped] = useState('');
  const blocked = typeToConfirm !== undefined && typed.trim() !== typeToConfirm;
  return (
    <BaseAlertDialog.Root
      {...(open === undefined ? {} : { open })}
      onOpenChange={(next) => {
        setTyped('');
        onOpenChange?.(next);
      }}
    >
      {trigger === undefined ? null : <BaseAlertDialog.Trigger render={trigger} />}
      <BaseAlertDialog.Portal>
        <BaseAlertDialog.Backdrop className="mh-scrim fixed inset-0 z-50" />
        <BaseAlertDialog.Popup className={cx(dialogPopupClass, 'max-w-md gap-4 p-5')}>
          <div>
            <BaseAlertDialog.Title className="text-base font-medium">{title}</BaseAlertDialog.Title>
            <BaseAlertDialog.Description render={<div />} className="mt-2 text-sm text-ink-muted">
              {description}
            </BaseAlertDialog.Description>
          </div>
          {children}
          {typeToConfirm === undefined ? null : (
            <label className="flex flex-col gap-1.5 text-sm">
              <span>
                Type <code className="rounded-xs bg-sunken px-1 py-0.5">{typeToConfirm}</code> to go on
              </span>
              <Input value={typed} onChange={(event) => setTyped(event.target.value)} autoComplete="off" spellCheck={false} />
            </label>
          )}
          <div className="flex justify-end gap-2 max-sm:[&>button]:flex-1">
            <BaseAlertDialog.Close render={<Button>Cancel</Button>} />
            <Button variant="danger" pending={pending} disabled={blocked} onClick={() => void onConfirm()}>
              {confirm}
            </Button>
          </div>
        </BaseAlertDialog.Popup>
      </BaseAlertDialog.Portal>
    </BaseAlertDialog.Root>
  );
}
