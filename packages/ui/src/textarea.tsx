'use client';

import { Field } from '@base-ui/react/field';
import type { ComponentProps } from 'react';
import { cx } from './cx.ts';
import { inputClass } from './input.tsx';

export interface TextareaProps extends Omit<ComponentProps<'textarea'>, 'defaultValue' | 'value'> {
  readonly value?: string | undefined;
  readonly defaultValue?: string | undefined;
}

/** A text field of several lines that grows with its text. */
export function Textarea({ className, rows = 4, value, defaultValue, ...rest }: TextareaProps) {
  return (
    <Field.Control
      {...(value === undefined ? {} : { value })}
      {...(defaultValue === undefined ? {} : { defaultValue })}
      render={<textarea rows={rows} {...rest} className={cx(inputClass, 'field-sizing-content h-auto min-h-20 py-2 leading-5', className)} />}
    />
  );
}
