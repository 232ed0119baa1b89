'use client';

import { Field as BaseField } from '@base-ui/react/field';
import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';

export interface FieldProps {
  readonly label: ReactNode;
  /** One sentence below the control. */
  readonly help?: ReactNode | undefined;
  /** What is wrong and how to mend it; shown beside the label so that nothing moves. */
  readonly error?: string | undefined;
  readonly optional?: boolean | undefined;
  readonly name?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** Label above, help below, error beside. The control inside is wired to all three for assistive technology. */
export function Field({ label, help, error, optional = false, name, disabled, className, children }: FieldProps) {
  return (
    <BaseField.Root
      {...(name === undefined ? {} : { name })}
      {...(disabled === undefined ? {} : { disabled })}
      invalid={error !== undefined}
      className={cx('flex flex-col gap-1.5', className)}
    >
      <div className="flex min-h-5 flex-wrap items-baseline justify-between gap-x-4">
        <BaseField.Label className="text-sm font-medium text-ink">
          {label}
          {optional ? <span className="font-normal text-ink-subtle"> (optional)</span> : null}
        </BaseField.Label>
        <BaseField.Error match={error !== undefined} className="inline-flex items-baseline gap-1 text-xs text-down-ink" role="alert">
          <CircleAlert aria-hidden className="size-3 shrink-0 translate-y-0.5" />
          {error}
        </BaseField.Error>
      </div>
      {children}
      {help === undefined ? null : <BaseField.Description className="text-xs text-ink-subtle">{help}</BaseField.Description>}
    </BaseField.Root>
  );
}
