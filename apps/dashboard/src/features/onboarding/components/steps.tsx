import { cx } from '@modelhub/ui/cx';
import { Check } from 'lucide-react';

const STEPS = ['Organization', 'Key', 'First request'] as const;

/** How far one is. */
export function Steps({ current }: { readonly current: 1 | 2 | 3 }) {
  return (
    <ol aria-label="Progress" className="mb-8 flex items-center gap-3 text-sm">
      {STEPS.map((label, index) => {
        const position = index + 1;
        const done = position < current;
        return (
          <li
            key={label}
            aria-current={position === current ? 'step' : undefined}
            className={cx('flex items-center gap-2', position === current ? 'text-ink' : 'text-ink-subtle')}
          >
            <span
              aria-hidden
              className={cx(
                'grid size-5 place-items-center rounded-full border text-xs tabular-nums',
                done ? 'border-transparent bg-healthy-soft text-healthy-ink' : position === current ? 'border-ink' : 'border-line-strong',
              )}
            >
              {done ? <Check className="size-3" /> : position}
            </span>
            <span className={cx(position !== current && 'max-sm:sr-only')}>{label}</span>
            {done ? <span className="sr-only">(done)</span> : null}
          </li>
        );
      })}
    </ol>
  );
}
