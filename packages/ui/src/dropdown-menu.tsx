'use client';

import { Menu } from '@base-ui/react/menu';
import { Check } from 'lucide-react';
import NextLink from 'next/link';
import type { ReactElement, ReactNode } from 'react';
import { cx } from './cx.ts';
import { menuItemClass, popupClass } from './popup-class.ts';

export interface DropdownMenuProps {
  readonly trigger: ReactElement;
  readonly align?: 'start' | 'center' | 'end' | undefined;
  readonly side?: 'top' | 'bottom' | 'right' | undefined;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** Actions on one thing. */
export function DropdownMenu({ trigger, align = 'end', side = 'bottom', className, children }: DropdownMenuProps) {
  return (
    <Menu.Root>
      <Menu.Trigger render={trigger} />
      <Menu.Portal>
        <Menu.Positioner sideOffset={4} align={align} side={side} collisionPadding={8} className="z-50">
          <Menu.Popup className={cx(popupClass, 'max-h-(--available-height) min-w-44 overflow-y-auto p-1', className)}>{children}</Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

export interface MenuItemProps {
  readonly icon?: ReactNode | undefined;
  readonly danger?: boolean | undefined;
  readonly disabled?: boolean | undefined;
  readonly onSelect?: (() => void) | undefined;
  /** Makes it a link. */
  readonly href?: string | undefined;
  readonly selected?: boolean | undefined;
  readonly children: ReactNode;
}

/** One action, or a link with `href`. */
export function MenuItem({ icon, danger = false, disabled = false, onSelect, href, selected, children }: MenuItemProps) {
  const className = cx(menuItemClass, danger && 'text-down-ink', '[&_svg]:text-current');
  const content = (
    <>
      {icon === undefined ? null : <span className="text-ink-subtle">{icon}</span>}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {selected === true ? <Check aria-label="selected" /> : null}
    </>
  );
  if (href !== undefined) {
    return (
      <Menu.LinkItem closeOnClick render={<NextLink href={href} />} className={className}>
        {content}
      </Menu.LinkItem>
    );
  }
  return (
    <Menu.Item disabled={disabled} className={className} {...(onSelect === undefined ? {} : { onClick: () => onSelect() })}>
      {content}
    </Menu.Item>
  );
}

/** A headed part of a menu. */
export function MenuGroup({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <Menu.Group>
      <Menu.GroupLabel className="px-2 pt-1.5 pb-1 text-xs text-ink-subtle">{label}</Menu.GroupLabel>
      {children}
    </Menu.Group>
  );
}

export function MenuSeparator() {
  return <Menu.Separator className="-mx-1 my-1 h-px bg-line" />;
}
