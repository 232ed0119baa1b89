import { cx } from './cx.ts';

/** A resting place in the shape of what comes. Give it the size of the real thing, so that nothing moves. */
export function Skeleton({ className }: { readonly className?: string | undefined }) {
  return <div aria-hidden className={cx('mh-skeleton h-4', className)} />;
}

/** The shape of a table with so many rows. */
export function TableSkeleton({ rows = 6, columns = 4 }: { readonly rows?: number | undefined; readonly columns?: number | undefined }) {
  return (
    <div aria-hidden>
      <div className="h-9 border-b border-line" />
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex h-11 items-center gap-4 border-b border-line px-4 last:border-b-0">
          {Array.from({ length: columns }, (_, column) => (
            <Skeleton key={column} className={cx('h-3.5', column === 0 ? 'w-2/5' : 'ml-auto w-16')} />
          ))}
        </div>
      ))}
    </div>
  );
}

/** The shape of a chart card of the given height in pixels. */
export function ChartSkeleton({ heightPx = 240 }: { readonly heightPx?: number | undefined }) {
  return (
    <div aria-hidden className="flex items-end gap-1.5 border-b border-line" style={{ height: heightPx }}>
      {Array.from({ length: 24 }, (_, index) => (
        <div key={index} className="mh-skeleton flex-1 rounded-b-none" style={{ height: `${30 + ((index * 37) % 50)}%` }} />
      ))}
    </div>
  );
}
