import { cx } from './cx.ts';

export type Status = 'healthy' | 'degraded' | 'down' | 'unknown';

export const STATUS_WORDS = {
  healthy: 'Operational',
  degraded: 'Degraded',
  down: 'Down',
  unknown: 'No data',
} as const satisfies Record<Status, string>;

const INK = {
  healthy: 'text-healthy-ink',
  degraded: 'text-degraded-ink',
  down: 'text-down-ink',
  unknown: 'text-unknown-ink',
} as const satisfies Record<Status, string>;

/** Each status has a shape of its own, so that colour is never the only sign: disc, triangle, square, ring. */
export function StatusShape({ status, className }: { readonly status: Status; readonly className?: string | undefined }) {
  return (
    <svg aria-hidden viewBox="0 0 10 10" className={cx('size-2.5 shrink-0', className)}>
      {status === 'healthy' ? <circle cx="5" cy="5" r="4" fill="var(--healthy)" /> : null}
      {status === 'degraded' ? <path d="M5 0.8 9.5 9H0.5Z" fill="var(--degraded)" /> : null}
      {status === 'down' ? <rect x="1" y="1" width="8" height="8" rx="1" fill="var(--down)" /> : null}
      {status === 'unknown' ? <circle cx="5" cy="5" r="3.25" fill="none" stroke="var(--unknown)" strokeWidth="1.5" /> : null}
    </svg>
  );
}

/** Shape and word. */
export function StatusDot({
  status,
  label,
  isWaiting = false,
  className,
}: {
  readonly status: Status;
  readonly label?: string | undefined;
  /** Something is expected: the shape pulses, and the words stay readable. */
  readonly isWaiting?: boolean | undefined;
  readonly className?: string | undefined;
}) {
  return (
    <span className={cx('inline-flex items-center gap-1.5 text-sm whitespace-nowrap', INK[status], className)}>
      <StatusShape status={status} className={isWaiting ? 'motion-safe:animate-pulse' : undefined} />
      {label ?? STATUS_WORDS[status]}
    </span>
  );
}
