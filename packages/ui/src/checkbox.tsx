'use client';

import { Checkbox as BaseCheckbox } from '@base-ui/react/checkbox';
import { Check } from 'lucide-react';
import { useId, type ComponentProps, type ReactNode } from 'react';
import { cx } from './cx.ts';

export interface CheckboxProps extends Omit<ComponentProps<typeof BaseCheckbox.Root>, 'className' | 'children'> {
  readonly children: ReactNode;
  readonly className?: string | undefined;
}

/** A choice of yes or no with its label. */
export function Checkbox({ children, className, ...rest }: CheckboxProps) {
  const labelId = useId();
  return (
    <label className={cx('inline-flex cursor-pointer items-start gap-2 text-sm text-ink max-sm:min-h-10 max-sm:items-center', className)}>
      <BaseCheckbox.Root
        aria-labelledby={labelId}
        className="mt-0.5 grid size-4 shrink-0 place-items-center rounded-sm border border-line-strong bg-surface text-accent-contrast transition-colors hover:border-ink-subtle data-checked:border-accent data-checked:bg-accent data-disabled:opacity-50 max-sm:mt-0"
        {...rest}
      >
        <BaseCheckbox.Indicator>
          <Check aria-hidden className="size-3" strokeWidth={3} />
        </BaseCheckbox.Indicator>
      </BaseCheckbox.Root>
      <span id={labelId}>{children}</span>
    </label>
  );
}
