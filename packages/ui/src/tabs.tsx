'use client';

import { Tabs as BaseTabs } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';

export interface TabsProps {
  readonly tabs: readonly { readonly value: string; readonly label: ReactNode; readonly content: ReactNode }[];
  readonly label: string;
  readonly value?: string | undefined;
  readonly defaultValue?: string | undefined;
  readonly onValueChange?: ((value: string) => void) | undefined;
  /** `line` for parts of a page, `segment` for a choice of view. */
  readonly look?: 'line' | 'segment' | undefined;
  readonly className?: string | undefined;
}

/** Views of the same thing, side by side. Panels that are not shown stay in the page, so that nothing typed is lost. */
export function Tabs({ tabs, label, value, defaultValue, onValueChange, look = 'line', className }: TabsProps) {
  return (
    <BaseTabs.Root
      {...(value === undefined ? { defaultValue: defaultValue ?? tabs[0]?.value ?? null } : { value })}
      onValueChange={(next: string) => onValueChange?.(next)}
      className={className}
    >
      <BaseTabs.List
        aria-label={label}
        className={cx(
          'relative flex overflow-x-auto [scrollbar-width:none]',
          look === 'line' ? 'gap-5 border-b border-line' : 'w-fit max-w-full gap-0.5 rounded-md bg-sunken p-0.5',
        )}
      >
        {tabs.map((tab) => (
          <BaseTabs.Tab
            key={tab.value}
            value={tab.value}
            className={cx(
              'shrink-0 text-sm text-ink-muted transition-colors outline-offset-[-2px] hover:text-ink data-active:text-ink',
              look === 'line' ? 'h-9 max-sm:h-11' : 'h-7 rounded-sm px-2.5 data-active:bg-raised data-active:shadow-[0_0_0_1px_var(--line)] max-sm:h-9',
            )}
          >
            {tab.label}
          </BaseTabs.Tab>
        ))}
        {look === 'line' ? (
          <BaseTabs.Indicator className="absolute bottom-0 left-0 h-0.5 w-(--active-tab-width) translate-x-(--active-tab-left) bg-accent transition-all duration-150" />
        ) : null}
      </BaseTabs.List>
      {tabs.map((tab) => (
        <BaseTabs.Panel key={tab.value} value={tab.value} keepMounted className="pt-4 outline-offset-4">
          {tab.content}
        </BaseTabs.Panel>
      ))}
    </BaseTabs.Root>
  );
}
