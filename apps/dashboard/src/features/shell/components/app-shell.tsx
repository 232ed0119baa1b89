'use client';

import { Drawer } from '@base-ui/react/drawer';
import { LogoMark } from '@modelhub/ui/logo';
import { Menu, Search, X } from 'lucide-react';
import Link from 'next/link';
import { usePathname, useRouter } from 'next/navigation';
import { useCallback, useState, type ReactNode } from 'react';
import { NAVIGATION } from '../navigation.ts';
import type { ShellData } from '../types.ts';
import { Notices } from './notices.tsx';
import { ShellPalette } from './shell-palette.tsx';
import { ShortcutHelp } from './shortcut-help.tsx';
import { Sidebar } from './sidebar.tsx';
import { useShortcuts } from './use-shortcuts.ts';

const topButtonClass = 'grid size-10 place-items-center rounded-md text-ink-muted transition-colors hover:bg-hover hover:text-ink';

/** The frame of every signed-in page: sidebar, command palette, keyboard, and a drawer where there is no room for a sidebar. */
export function AppShell({ data, children }: { readonly data: ShellData; readonly children: ReactNode }) {
  const router = useRouter();
  const pathname = usePathname();
  const [palette, setPalette] = useState(false);
  const [help, setHelp] = useState(false);
  // Open on the page where it was opened: going to another page closes it.
  const [drawerPath, setDrawerPath] = useState<string | null>(null);

  const onPalette = useCallback(() => setPalette((open) => !open), []);
  const onHelp = useCallback(() => setHelp(true), []);
  const onGo = useCallback(
    (key: string) => {
      const item = NAVIGATION.find((one) => one.key === key);
      if (item !== undefined) router.push(item.href);
      return item !== undefined;
    },
    [router],
  );
  useShortcuts({ onPalette, onHelp, onGo });

  const sidebar = (
    <Sidebar
      data={data}
      onPalette={() => {
        setDrawerPath(null);
        setPalette(true);
      }}
      onHelp={onHelp}
    />
  );
  return (
    <div className="lg:grid lg:grid-cols-[15.5rem_minmax(0,1fr)]">
      <a href="#content" className="fixed top-2 left-2 z-60 -translate-y-16 rounded-md bg-accent px-3 py-2 text-sm text-accent-contrast focus:translate-y-0">
        Skip to content
      </a>
      <aside className="sticky top-0 hidden h-dvh border-r border-line bg-paper lg:block">{sidebar}</aside>
      <div className="flex min-h-dvh min-w-0 flex-col">
        <header className="sticky top-0 z-30 flex h-14 items-center gap-1 border-b border-line bg-paper px-2 lg:hidden">
          <Drawer.Root open={drawerPath === pathname} onOpenChange={(open) => setDrawerPath(open ? pathname : null)} swipeDirection="left">
            <Drawer.Trigger aria-label="Open navigation" className={topButtonClass}>
              <Menu aria-hidden className="size-5" />
            </Drawer.Trigger>
            <Drawer.Portal>
              <Drawer.Backdrop className="mh-scrim fixed inset-0 z-40" />
              <Drawer.Viewport className="fixed inset-0 z-50">
                <Drawer.Popup className="mh-drawer relative h-full w-72 max-w-[85vw] bg-paper shadow-float outline-none">
                  <Drawer.Title className="sr-only">Navigation</Drawer.Title>
                  <Drawer.Close aria-label="Close navigation" className={`${topButtonClass} absolute top-2 -right-12 bg-paper`}>
                    <X aria-hidden className="size-5" />
                  </Drawer.Close>
                  {sidebar}
                </Drawer.Popup>
              </Drawer.Viewport>
            </Drawer.Portal>
          </Drawer.Root>
          <Link href="/home" aria-label="ModelHub, home" className="grid size-8 place-items-center rounded-md">
            <LogoMark />
          </Link>
          <span className="flex-1 truncate px-1 text-sm font-medium">{NAVIGATION.find((item) => pathname.startsWith(item.href))?.label ?? 'ModelHub'}</span>
          <button type="button" aria-label="Search" onClick={onPalette} className={topButtonClass}>
            <Search aria-hidden className="size-5" />
          </button>
        </header>
        <Notices notices={data.notices} />
        <main id="content" tabIndex={-1} className="mx-auto w-full max-w-[1200px] flex-1 px-4 py-6 outline-none sm:px-6 lg:px-8 lg:py-8">
          {children}
        </main>
      </div>
      <ShellPalette open={palette} onOpenChange={setPalette} data={data} />
      <ShortcutHelp open={help} onOpenChange={setHelp} />
    </div>
  );
}
