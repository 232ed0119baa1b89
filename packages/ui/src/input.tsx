'use client';

import { Input as BaseInput } from '@base-ui/react/input';
import type { ComponentProps, ReactNode } from 'react';
import { cx } from './cx.ts';

export const inputClass = cx(
  'h-9 w-full min-w-0 rounded-md border border-line-strong bg-surface px-3 text-sm text-ink transition-colors',
  'placeholder:text-ink-subtle hover:border-ink-subtle max-sm:h-11 max-sm:text-base',
  'focus-visible:border-accent focus-visible:outline-2 focus-visible:outline-offset-0 focus-visible:outline-accent/35',
  'disabled:cursor-not-allowed disabled:bg-sunken disabled:text-ink-subtle',
  'data-invalid:border-down data-invalid:focus-visible:outline-down/35 aria-invalid:border-down',
);

export interface InputProps extends Omit<ComponentProps<typeof BaseInput>, 'className' | 'prefix'> {
  readonly className?: string | undefined;
  /** Stands inside the field before the text: an icon or a unit such as `$`. */
  readonly prefix?: ReactNode | undefined;
  readonly suffix?: ReactNode | undefined;
}

/** A text field. Inside `Field` it is labelled and described by itself. */
export function Input({ className, prefix, suffix, ...rest }: InputProps) {
  if (prefix === undefined && suffix === undefined) return <BaseInput className={cx(inputClass, className)} {...rest} />;
  return (
    <span className="relative block">
      {prefix === undefined ? null : (
        <span className="pointer-events-none absolute inset-y-0 left-3 flex items-center text-ink-subtle [&_svg]:size-4">{prefix}</span>
      )}
      <BaseInput className={cx(inputClass, prefix !== undefined && 'pl-9', suffix !== undefined && 'pr-12', className)} {...rest} />
      {suffix === undefined ? null : <span className="absolute inset-y-0 right-2 flex items-center text-xs text-ink-subtle">{suffix}</span>}
    </span>
  );
}
