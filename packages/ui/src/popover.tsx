'use client';

import { Popover as BasePopover } from '@base-ui/react/popover';
import type { ReactElement, ReactNode } from 'react';
import { cx } from './cx.ts';
import { popupClass } from './popup-class.ts';

export interface PopoverProps {
  readonly trigger: ReactElement;
  readonly title?: string | undefined;
  readonly align?: 'start' | 'center' | 'end' | undefined;
  readonly open?: boolean | undefined;
  readonly onOpenChange?: ((open: boolean) => void) | undefined;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** A small panel beside its trigger. */
export function Popover({ trigger, title, align = 'start', open, onOpenChange, className, children }: PopoverProps) {
  return (
    <BasePopover.Root {...(open === undefined ? {} : { open })} {...(onOpenChange === undefined ? {} : { onOpenChange: (next) => onOpenChange(next) })}>
      <BasePopover.Trigger render={trigger} />
      <BasePopover.Portal>
        <BasePopover.Positioner sideOffset={6} align={align} collisionPadding={12} className="z-50">
          <BasePopover.Popup className={cx(popupClass, 'max-w-[calc(100vw-1.5rem)] p-4', className)}>
            {title === undefined ? null : <BasePopover.Title className="mb-2 text-sm font-medium">{title}</BasePopover.Title>}
            {children}
          </BasePopover.Popup>
        </BasePopover.Positioner>
      </BasePopover.Portal>
    </BasePopover.Root>
  );
}
