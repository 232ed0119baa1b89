import type { ReactNode } from 'react';
import { cx } from './cx.ts';

export interface PanelProps {
  readonly title?: ReactNode | undefined;
  readonly description?: ReactNode | undefined;
  /** Stands at the right of the title. */
  readonly actions?: ReactNode | undefined;
  readonly footer?: ReactNode | undefined;
  /** Without inner padding, for a table or a chart that reaches the edge. */
  readonly flush?: boolean | undefined;
  readonly as?: 'section' | 'div' | 'article' | undefined;
  readonly className?: string | undefined;
  readonly children?: ReactNode | undefined;
}

/** A bordered part of a page about one thing. */
export function Panel({ title, description, actions, footer, flush = false, as: Tag = 'section', className, children }: PanelProps) {
  return (
    <Tag className={cx('rounded-lg border border-line bg-surface', className)}>
      {title === undefined && actions === undefined ? null : (
        <header
          className={cx(
            'flex flex-wrap justify-between gap-x-4 gap-y-2 px-5 pt-4',
            description === undefined ? 'items-center' : 'items-start',
            flush && 'border-b border-line pb-3',
          )}
        >
          <div className="min-w-0">
            {title === undefined ? null : <h2 className="text-sm font-medium">{title}</h2>}
            {description === undefined ? null : <p className="mt-0.5 text-sm text-ink-muted">{description}</p>}
          </div>
          {actions === undefined ? null : <div className="flex flex-wrap items-center gap-2">{actions}</div>}
        </header>
      )}
      {children === undefined ? null : <div className={flush ? '' : 'px-5 py-4'}>{children}</div>}
      {footer === undefined ? null : <footer className="border-t border-line px-5 py-3 text-sm text-ink-muted">{footer}</footer>}
    </Tag>
  );
}

export interface PageHeaderProps {
  readonly title: ReactNode;
  readonly description?: ReactNode | undefined;
  readonly actions?: ReactNode | undefined;
  readonly className?: string | undefined;
}

/** The head of a page: its name, one sentence, and its main action. */
export function PageHeader({ title, description, actions, className }: PageHeaderProps) {
  return (
    <header className={cx('flex flex-wrap items-end justify-between gap-x-6 gap-y-4', className)}>
      <div className="min-w-0 max-w-2xl">
        <h1 className="text-xl font-medium">{title}</h1>
        {description === undefined ? null : <p className="mt-1 text-sm text-ink-muted">{description}</p>}
      </div>
      {actions === undefined ? null : <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  );
}
