'use client';

import { formatDuration } from '@modelhub/ui/format';
import { cx } from '@modelhub/ui/cx';
import { useEffect, useState } from 'react';

const TICK_MS = 1_000;

export interface UpdatedAgoProps {
  /** When the shown figures came, by the browser's own clock. */
  readonly atMs: number;
  /** The last attempt to bring newer ones failed. */
  readonly failing: boolean;
}

/** How old the figures are, counted in seconds while the page stands open. */
export function UpdatedAgo({ atMs, failing }: UpdatedAgoProps) {
  const [nowMs, setNowMs] = useState<number | null>(null);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  const age = nowMs === null ? 0 : Math.max(0, Math.floor((nowMs - atMs) / 1_000) * 1_000);
  const ago = age < 1_000 ? 'just now' : `${formatDuration(age).replace('.0', '')} ago`;
  return (
    <p className={cx('text-xs whitespace-nowrap tabular-nums', failing ? 'text-degraded-ink' : 'text-ink-subtle')}>
      {failing ? `Cannot be reached; figures from ${ago}` : `Updated ${ago}`}
    </p>
  );
}
