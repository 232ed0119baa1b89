'use client';

import { useEffect, useState } from 'react';
import { formatRelativeTime, formatUtc } from './format.ts';

const REFRESH_MS = 30_000;

/** A moment relative to now, kept true while the page stays open; the exact UTC time on hover. */
export function RelativeTime({ at, className }: { readonly at: Date | string | number; readonly className?: string | undefined }) {
  const atMs = new Date(at).getTime();
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <time dateTime={new Date(atMs).toISOString()} title={formatUtc(atMs)} className={className} suppressHydrationWarning>
      {formatRelativeTime(atMs, nowMs)}
    </time>
  );
}
