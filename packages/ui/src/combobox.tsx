'use client';

import { Combobox as BaseCombobox } from '@base-ui/react/combobox';
import { Check, ChevronsUpDown, X } from 'lucide-react';
import { cx } from './cx.ts';
import { inputClass } from './input.tsx';
import { menuItemClass, popupClass } from './popup-class.ts';

export interface ComboboxOption {
  readonly value: string;
  readonly label: string;
  /** Stands below the label: what helps to choose. */
  readonly detail?: string | undefined;
}

interface CommonProps {
  readonly options: readonly ComboboxOption[];
  readonly placeholder?: string | undefined;
  /** Names the control where no `Field` does. */
  readonly label?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly className?: string | undefined;
}

export interface ComboboxProps extends CommonProps {
  readonly value: string | null;
  readonly onValueChange: (value: string | null) => void;
}

export interface MultiComboboxProps extends CommonProps {
  readonly values: readonly string[];
  readonly onValuesChange: (values: string[]) => void;
}

function byValue(options: readonly ComboboxOption[], value: string): ComboboxOption {
  return options.find((option) => option.value === value) ?? { value, label: value };
}

function Options() {
  return (
    <BaseCombobox.Portal>
      <BaseCombobox.Positioner sideOffset={4} className="z-50">
        <BaseCombobox.Popup className={cx(popupClass, 'w-(--anchor-width) min-w-56')}>
          <BaseCombobox.Empty className="text-sm text-ink-subtle [&:not(:empty)]:px-3 [&:not(:empty)]:py-4">Nothing matches.</BaseCombobox.Empty>
          <BaseCombobox.List className="max-h-[min(20rem,var(--available-height))] overflow-y-auto p-1 data-empty:p-0">
            {(option: ComboboxOption) => (
              <BaseCombobox.Item key={option.value} value={option} className={cx(menuItemClass, 'pr-8')}>
                <span className="min-w-0">
                  <span className="block truncate">{option.label}</span>
                  {option.detail === undefined ? null : <span className="block truncate text-xs text-ink-subtle">{option.detail}</span>}
                </span>
                <BaseCombobox.ItemIndicator className="absolute right-2">
                  <Check aria-hidden className="size-4" />
                </BaseCombobox.ItemIndicator>
              </BaseCombobox.Item>
            )}
          </BaseCombobox.List>
        </BaseCombobox.Popup>
      </BaseCombobox.Positioner>
    </BaseCombobox.Portal>
  );
}

/** One of many choices, found by typing. */
export function Combobox({ options, value, onValueChange, placeholder, label, disabled = false, className }: ComboboxProps) {
  return (
    <BaseCombobox.Root
      disabled={disabled}
      items={options}
      value={value === null ? null : byValue(options, value)}
      onValueChange={(next: ComboboxOption | null) => onValueChange(next?.value ?? null)}
      isItemEqualToValue={(a: ComboboxOption, b: ComboboxOption) => a.value === b.value}
    >
      <div className={cx('relative', className)}>
        <BaseCombobox.Input
          {...(label === undefined ? {} : { 'aria-label': label })}
          {...(placeholder === undefined ? {} : { placeholder })}
          className={cx(inputClass, 'pr-16')}
        />
        <div className="absolute inset-y-0 right-1 flex items-center">
          <BaseCombobox.Clear aria-label="Clear" className="grid size-7 place-items-center rounded-sm text-ink-subtle hover:text-ink">
            <X aria-hidden className="size-3.5" />
          </BaseCombobox.Clear>
          <BaseCombobox.Trigger aria-label="Show choices" className="grid size-7 place-items-center rounded-sm text-ink-subtle hover:text-ink">
            <ChevronsUpDown aria-hidden className="size-3.5" />
          </BaseCombobox.Trigger>
        </div>
      </div>
      <Options />
    </BaseCombobox.Root>
  );
}

/** Several of many choices; each chosen one is a chip that can be taken away. */
export function MultiCombobox({ options, values, onValuesChange, placeholder, label, disabled = false, className }: MultiComboboxProps) {
  const chosen = values.map((value) => byValue(options, value));
  return (
    <BaseCombobox.Root
      multiple
      disabled={disabled}
      items={options}
      value={chosen}
      onValueChange={(next: ComboboxOption[], { reason }) => {
        // Escape closes the list. Pressed once too often it would take away everything that was chosen, unseen.
        if (reason !== 'escape-key') onValuesChange(next.map((option) => option.value));
      }}
      isItemEqualToValue={(a: ComboboxOption, b: ComboboxOption) => a.value === b.value}
    >
      <BaseCombobox.Chips className={cx(inputClass, 'flex h-auto min-h-9 flex-wrap items-center gap-1 px-1.5 py-1 focus-within:border-accent', className)}>
        {chosen.map((option) => (
          <BaseCombobox.Chip key={option.value} className="flex items-center gap-1 rounded-sm bg-hover py-0.5 pr-0.5 pl-2 text-xs">
            {option.label}
            <BaseCombobox.ChipRemove aria-label={`Remove ${option.label}`} className="grid size-5 place-items-center rounded-xs text-ink-subtle hover:text-ink">
              <X aria-hidden className="size-3" />
            </BaseCombobox.ChipRemove>
          </BaseCombobox.Chip>
        ))}
        <BaseCombobox.Input
          {...(label === undefined ? {} : { 'aria-label': label })}
          {...(placeholder === undefined || chosen.length > 0 ? {} : { placeholder })}
          className="h-6 min-w-24 flex-1 bg-transparent px-1.5 text-sm outline-none placeholder:text-ink-subtle max-sm:text-base"
        />
      </BaseCombobox.Chips>
      <Options />
    </BaseCombobox.Root>
  );
}
