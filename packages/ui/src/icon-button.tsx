'use client';

import type { ReactNode } from 'react';
import { Button, type ButtonProps } from './button.tsx';
import { cx } from './cx.ts';
import { Tooltip } from './tooltip.tsx';

export interface IconButtonProps extends Omit<ButtonProps, 'children'> {
  /** What it does: read aloud, and shown on hover. */
  readonly label: string;
  readonly icon: ReactNode;
  /** The key that does the same, for example `⌘K`. */
  readonly shortcut?: string | undefined;
}

/** A square button with an icon, always with a name. */
export function IconButton({ label, icon, shortcut, variant = 'ghost', size = 'md', className, ...rest }: IconButtonProps) {
  return (
    <Tooltip content={label} shortcut={shortcut}>
      <Button
        aria-label={label}
        variant={variant}
        size={size}
        className={cx(size === 'sm' ? 'w-7 px-0 max-sm:w-9 max-sm:px-0' : 'w-9 px-0 max-sm:w-10', className)}
        {...rest}
      >
        {icon}
      </Button>
    </Tooltip>
  );
}
