'use client';

import { CircleAlert } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { Button } from './button.tsx';
import { cx } from './cx.ts';

/** A form of one column. Validation belongs to the caller, so the browser's own bubbles are off. */
export function Form({ className, ...rest }: ComponentProps<'form'>) {
  return <form noValidate className={cx('flex flex-col gap-5', className)} {...rest} />;
}

export interface FormActionsProps {
  /** Says what it does: "Create key". */
  readonly submit: string;
  readonly pending?: boolean | undefined;
  readonly danger?: boolean | undefined;
  readonly disabled?: boolean | undefined;
  /** A second choice, such as a Cancel button. */
  readonly children?: ReactNode | undefined;
  readonly className?: string | undefined;
}

/** The end of a form: the one button that submits it, and at most one other choice. */
export function FormActions({ submit, pending = false, danger = false, disabled = false, children, className }: FormActionsProps) {
  return (
    <div className={cx('flex flex-wrap items-center gap-2 max-sm:[&>button]:flex-1', className)}>
      <Button type="submit" variant={danger ? 'danger' : 'primary'} pending={pending} disabled={disabled}>
        {submit}
      </Button>
      {children}
    </div>
  );
}

/** What went wrong with the form as a whole, above its button. Renders nothing without a message. */
export function FormError({ message, requestId }: { readonly message?: string | undefined; readonly requestId?: string | undefined }) {
  if (message === undefined) return null;
  return (
    <div role="alert" className="flex gap-2 rounded-md bg-down-soft px-3 py-2.5 text-sm text-down-ink">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div>
        <p>{message}</p>
        {requestId === undefined ? null : <p className="mt-1 font-mono text-xs">Request {requestId}</p>}
      </div>
    </div>
  );
}
