'use client';

import { cx } from '@modelhub/ui/cx';
import { Keys } from '@modelhub/ui/keyboard';
import { Activity, BookOpen, Search } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { NAVIGATION } from '../navigation.ts';
import type { ShellData } from '../types.ts';
import { TenantSwitcher } from './tenant-switcher.tsx';
import { UserMenu } from './user-menu.tsx';

export interface SidebarProps {
  readonly data: ShellData;
  readonly onPalette: () => void;
  readonly onHelp: () => void;
}

function SidebarLink({ href, icon, children }: { readonly href: string; readonly icon: ReactNode; readonly children: ReactNode }) {
  const pathname = usePathname();
  const current = pathname === href || pathname.startsWith(`${href}/`);
  return (
    <Link
      href={href}
      aria-current={current ? 'page' : undefined}
      className={cx(
        'flex h-8 items-center gap-2.5 rounded-md px-2.5 text-sm text-ink-muted transition-colors hover:bg-hover hover:text-ink max-lg:h-11',
        '[&_svg]:size-4 [&_svg]:text-ink-subtle aria-[current=page]:bg-hover aria-[current=page]:text-ink aria-[current=page]:[&_svg]:text-accent-ink',
      )}
    >
      {icon}
      {children}
    </Link>
  );
}

/** Where one is and where one can go. The same on a desktop's left side and in the phone's drawer. */
export function Sidebar({ data, onPalette, onHelp }: SidebarProps) {
  return (
    <div className="flex h-full flex-col gap-3 p-3">
      <TenantSwitcher data={data} />
      <button
        type="button"
        onClick={onPalette}
        className="flex h-8 items-center gap-2 rounded-md border border-line bg-surface px-2.5 text-sm text-ink-subtle transition-colors hover:border-line-strong max-lg:h-11"
      >
        <Search aria-hidden className="size-4" />
        <span className="flex-1 text-left">Search</span>
        <Keys keys="Ctrl K" />
      </button>
      <nav aria-label="Product" className="flex flex-1 flex-col gap-0.5 overflow-y-auto">
        {NAVIGATION.map((item) => (
          <SidebarLink key={item.href} href={item.href} icon={<item.icon aria-hidden />}>
            {item.label}
          </SidebarLink>
        ))}
        <div className="mt-auto flex flex-col gap-0.5 pt-4">
          <SidebarLink href="/docs" icon={<BookOpen aria-hidden />}>
            Docs
          </SidebarLink>
          <SidebarLink href="/status" icon={<Activity aria-hidden />}>
            Status
          </SidebarLink>
        </div>
      </nav>
      <div className="border-t border-line pt-3">
        <UserMenu data={data} onHelp={onHelp} />
      </div>
    </div>
  );
}
