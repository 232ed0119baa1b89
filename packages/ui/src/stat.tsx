import type { ReactNode } from 'react';
import { cx } from './cx.ts';

export interface StatProps {
  readonly label: string;
  readonly value: ReactNode;
  /** The comparison or the source: "12 % less than the 30 days before". */
  readonly detail?: ReactNode | undefined;
  readonly className?: string | undefined;
}

/** One figure that answers one question. */
export function Stat({ label, value, detail, className }: StatProps) {
  return (
    <div className={cx('min-w-0', className)}>
      <dt className="text-sm text-ink-muted">{label}</dt>
      <dd className="mt-1 text-xl font-medium tracking-tight tabular-nums">{value}</dd>
      {detail === undefined ? null : <dd className="mt-0.5 text-xs text-ink-subtle">{detail}</dd>}
    </div>
  );
}

/** Stats side by side with hairlines between them. */
export function StatRow({ className, children }: { readonly className?: string | undefined; readonly children: ReactNode }) {
  return (
    <dl
      className={cx(
        'grid grid-cols-[repeat(auto-fit,minmax(min(100%,11rem),1fr))] gap-px overflow-hidden rounded-lg border border-line bg-line [&>div]:bg-surface [&>div]:px-5 [&>div]:py-4',
        'max-sm:grid-cols-2 max-sm:[&>div]:px-4 max-sm:[&>div:last-child:nth-child(odd)]:col-span-2',
        className,
      )}
    >
      {children}
    </dl>
  );
}
