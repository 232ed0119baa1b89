'use client';

import { Switch as BaseSwitch } from '@base-ui/react/switch';
import { useId, type ComponentProps, type ReactNode } from 'react';
import { cx } from './cx.ts';

export interface SwitchProps extends Omit<ComponentProps<typeof BaseSwitch.Root>, 'className' | 'children'> {
  readonly children: ReactNode;
  readonly className?: string | undefined;
}

/** Something that is on or off at once, without a submit. */
export function Switch({ children, className, ...rest }: SwitchProps) {
  const labelId = useId();
  return (
    <label className={cx('inline-flex cursor-pointer items-center gap-3 text-sm text-ink', className)}>
      <BaseSwitch.Root
        aria-labelledby={labelId}
        className="flex h-5 w-8 shrink-0 items-center rounded-full bg-unknown p-0.5 transition-colors data-checked:bg-accent data-disabled:opacity-50"
        {...rest}
      >
        <BaseSwitch.Thumb className="size-4 rounded-full bg-white transition-transform duration-150 data-checked:translate-x-3" />
      </BaseSwitch.Root>
      <span id={labelId}>{children}</span>
    </label>
  );
}
