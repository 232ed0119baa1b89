import type { ReactNode } from 'react';

/** The question of a sign-in page, and at most two sentences beside it. */
export function AuthHeading({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="mb-7">
      <h1 className="text-xl font-medium tracking-tight">{title}</h1>
      {children === undefined ? null : <div className="mt-2 text-sm text-ink-muted">{children}</div>}
    </div>
  );
}
