'use client';

import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { CopyButton } from './copy-button.tsx';
import { cx } from './cx.ts';

export interface ErrorStateProps {
  /** What happened. */
  readonly title: string;
  /** What to do about it. */
  readonly description: ReactNode;
  /** To quote to support. */
  readonly requestId?: string | undefined;
  readonly action?: ReactNode | undefined;
  readonly className?: string | undefined;
}

/** What happened, what to do, and the id to quote. */
export function ErrorState({ title, description, requestId, action, className }: ErrorStateProps) {
  return (
    <div role="alert" className={cx('flex flex-col items-center px-6 py-14 text-center', className)}>
      <div aria-hidden className="mb-4 grid size-10 place-items-center rounded-lg bg-down-soft text-down-ink">
        <TriangleAlert className="size-5" />
      </div>
      <h2 className="text-base font-medium">{title}</h2>
      <p className="mt-1 max-w-md text-sm text-ink-muted">{description}</p>
      {action === undefined ? null : <div className="mt-5 flex flex-wrap justify-center gap-2">{action}</div>}
      {requestId === undefined ? null : (
        <p className="mt-5 inline-flex items-center gap-1 text-xs text-ink-subtle">
          Quote this to support: <code className="text-ink-muted">{requestId}</code>
          <CopyButton value={requestId} label="Copy request id" />
        </p>
      )}
    </div>
  );
}
