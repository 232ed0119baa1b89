'use client';

import { cx } from './cx.ts';

export interface SegmentsProps<Value extends string> {
  /** What is chosen: "Range". */
  readonly label: string;
  readonly options: readonly { readonly value: Value; readonly label: string; readonly disabled?: boolean | undefined }[];
  readonly value: Value;
  readonly onValueChange: (value: Value) => void;
  readonly className?: string | undefined;
}

/** One of a few, all of them in view. */
export function Segments<Value extends string>({ label, options, value, onValueChange, className }: SegmentsProps<Value>) {
  return (
    <div
      role="group"
      aria-label={label}
      className={cx('flex w-fit max-w-full gap-0.5 overflow-x-auto rounded-md bg-sunken p-0.5 [scrollbar-width:none] dark:ring-1 dark:ring-line', className)}
    >
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          disabled={option.disabled}
          onClick={() => onValueChange(option.value)}
          className={cx(
            'h-8 flex-1 shrink-0 rounded-sm px-3 text-sm whitespace-nowrap text-ink-muted outline-offset-[-2px] transition-colors hover:text-ink disabled:pointer-events-none disabled:opacity-50 max-sm:h-9',
            option.value === value && 'bg-raised text-ink shadow-[0_0_0_1px_var(--line)]',
          )}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
