import { ArrowUpRight } from 'lucide-react';
import NextLink from 'next/link';
import type { ComponentProps } from 'react';
import { cx } from './cx.ts';

export const linkClass = 'text-accent-ink underline decoration-accent-ink/30 underline-offset-4 transition-colors hover:decoration-accent-ink rounded-xs';

export interface LinkProps extends ComponentProps<typeof NextLink> {
  /** Without the underline, for lists where everything is a link. */
  readonly quiet?: boolean | undefined;
}

/** A text link. An address of another site opens in its own tab and shows an arrow. */
export function Link({ quiet = false, className, children, href, ...rest }: LinkProps) {
  const external = typeof href === 'string' && /^https?:/.test(href);
  return (
    <NextLink
      href={href}
      className={cx(quiet ? 'rounded-xs text-ink-muted transition-colors hover:text-ink' : linkClass, className)}
      {...(external ? { target: '_blank', rel: 'noreferrer' } : {})}
      {...rest}
    >
      {children}
      {external ? <ArrowUpRight aria-label="(opens in a new tab)" className="ml-0.5 inline size-3.5 align-[-2px]" /> : null}
    </NextLink>
  );
}
