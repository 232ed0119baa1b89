import { ChevronLeft, ChevronRight } from 'lucide-react';
import NextLink from 'next/link';
import type { ReactNode } from 'react';
import { buttonClass } from './button-class.ts';

export interface PaginationProps {
  /** Null where there is no such page. */
  readonly previousHref: string | null;
  readonly nextHref: string | null;
  /** "Page 2 of 7", or "101–200 of 1,204". */
  readonly summary: string;
  /** What the two ways are called, where they are not "Previous" and "Next". */
  readonly previousLabel?: string | undefined;
  readonly nextLabel?: string | undefined;
}

function Step({ href, children }: { readonly href: string | null; readonly children: ReactNode }) {
  if (href === null) {
    return (
      <span aria-disabled="true" className={buttonClass({ size: 'sm', className: 'pointer-events-none opacity-50' })}>
        {children}
      </span>
    );
  }
  return (
    <NextLink href={href} className={buttonClass({ size: 'sm' })}>
      {children}
    </NextLink>
  );
}

/** Pages of a list, in the URL. */
export function Pagination({ previousHref, nextHref, summary, previousLabel = 'Previous', nextLabel = 'Next' }: PaginationProps) {
  return (
    <nav aria-label="Pages" className="flex items-center justify-between gap-4">
      <p className="text-xs text-ink-subtle tabular-nums">{summary}</p>
      <div className="flex gap-2">
        <Step href={previousHref}>
          <ChevronLeft aria-hidden />
          {previousLabel}
        </Step>
        <Step href={nextHref}>
          {nextLabel}
          <ChevronRight aria-hidden />
        </Step>
      </div>
    </nav>
  );
}
