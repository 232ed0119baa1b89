import type { ReactNode } from 'react';
import { cx } from './cx.ts';

export type BadgeTone = 'neutral' | 'healthy' | 'degraded' | 'down' | 'unknown';

const TONES = {
  neutral: 'bg-hover text-ink-muted',
  healthy: 'bg-healthy-soft text-healthy-ink',
  degraded: 'bg-degraded-soft text-degraded-ink',
  down: 'bg-down-soft text-down-ink',
  unknown: 'bg-unknown-soft text-unknown-ink',
} as const satisfies Record<BadgeTone, string>;

/** A word about a thing. Colour only repeats what the word says. */
export function Badge({
  tone = 'neutral',
  className,
  children,
}: {
  readonly tone?: BadgeTone | undefined;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}) {
  return <span className={cx('inline-flex h-5 items-center gap-1 rounded-sm px-1.5 text-xs whitespace-nowrap', TONES[tone], className)}>{children}</span>;
}
