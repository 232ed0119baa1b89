import type { ReactNode } from 'react';
import { cx } from './cx.ts';

export interface EmptyStateProps {
  readonly icon?: ReactNode | undefined;
  /** What will be here: "No keys yet". */
  readonly title: string;
  /** Why one would want it, in a sentence. */
  readonly description: ReactNode;
  /** The one action that starts it. */
  readonly action?: ReactNode | undefined;
  readonly children?: ReactNode | undefined;
  readonly className?: string | undefined;
}

/** Teaches instead of apologizing: what will be here, why, and the one action that starts it. */
export function EmptyState({ icon, title, description, action, children, className }: EmptyStateProps) {
  return (
    <div className={cx('flex flex-col items-center px-6 py-14 text-center', className)}>
      {icon === undefined ? null : (
        <div aria-hidden className="mb-4 grid size-10 place-items-center rounded-lg border border-line bg-sunken text-ink-subtle [&_svg]:size-5">
          {icon}
        </div>
      )}
      <h2 className="text-base font-medium">{title}</h2>
      <p className="mt-1 max-w-md text-sm text-ink-muted">{description}</p>
      {action === undefined ? null : <div className="mt-5 flex flex-wrap justify-center gap-2">{action}</div>}
      {children === undefined ? null : <div className="mt-6 w-full">{children}</div>}
    </div>
  );
}
