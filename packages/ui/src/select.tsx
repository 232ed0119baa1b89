'use client';

import { Select as BaseSelect } from '@base-ui/react/select';
import { Check, ChevronsUpDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import { inputClass } from './input.tsx';
import { menuItemClass, popupClass } from './popup-class.ts';

export interface SelectOption<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly detail?: ReactNode | undefined;
}

export interface SelectProps<Value extends string> {
  readonly options: readonly SelectOption<Value>[];
  readonly value: Value;
  readonly onValueChange: (value: Value) => void;
  /** Names the control where no `Field` does. */
  readonly label?: string | undefined;
  readonly name?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly size?: 'sm' | 'md' | undefined;
  readonly className?: string | undefined;
}

/** One of a few fixed choices. More than about twelve belong in a `Combobox`. */
export function Select<Value extends string>({ options, value, onValueChange, label, name, disabled, size = 'md', className }: SelectProps<Value>) {
  return (
    <BaseSelect.Root
      items={options.map((option) => ({ value: option.value, label: option.label }))}
      value={value}
      onValueChange={(next) => {
        if (next !== null) onValueChange(next);
      }}
      {...(name === undefined ? {} : { name })}
      {...(disabled === undefined ? {} : { disabled })}
    >
      <BaseSelect.Trigger
        {...(label === undefined ? {} : { 'aria-label': label })}
        className={cx(inputClass, 'flex cursor-pointer items-center justify-between gap-2 text-left', size === 'sm' && 'h-8 px-2.5 max-sm:h-10', className)}
      >
        <BaseSelect.Value className="truncate" />
        <BaseSelect.Icon>
          <ChevronsUpDown aria-hidden className="size-3.5 text-ink-subtle" />
        </BaseSelect.Icon>
      </BaseSelect.Trigger>
      <BaseSelect.Portal>
        <BaseSelect.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-50">
          <BaseSelect.Popup className={cx(popupClass, 'max-h-[min(24rem,var(--available-height))] min-w-(--anchor-width) overflow-y-auto p-1')}>
            {options.map((option) => (
              <BaseSelect.Item key={option.value} value={option.value} className={cx(menuItemClass, 'pr-8')}>
                <span>
                  <BaseSelect.ItemText>{option.label}</BaseSelect.ItemText>
                  {option.detail === undefined ? null : <span className="block text-xs text-ink-subtle">{option.detail}</span>}
                </span>
                <BaseSelect.ItemIndicator className="absolute right-2">
                  <Check aria-hidden className="size-4" />
                </BaseSelect.ItemIndicator>
              </BaseSelect.Item>
            ))}
          </BaseSelect.Popup>
        </BaseSelect.Positioner>
      </BaseSelect.Portal>
    </BaseSelect.Root>
  );
}
