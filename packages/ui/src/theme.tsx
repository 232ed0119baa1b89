'use client';

import { Monitor, Moon, Sun } from 'lucide-react';
import { ThemeProvider as NextThemes, useTheme } from 'next-themes';
import { useSyncExternalStore, type ReactNode } from 'react';
import { cx } from './cx.ts';

/** Follows the system until the reader chooses; the choice stays in this browser. */
export function ThemeProvider({ children }: { readonly children: ReactNode }) {
  return (
    <NextThemes attribute="class" defaultTheme="system" enableSystem disableTransitionOnChange>
      {children}
    </NextThemes>
  );
}

const CHOICES = [
  { value: 'light', label: 'Light', Icon: Sun },
  { value: 'system', label: 'System', Icon: Monitor },
  { value: 'dark', label: 'Dark', Icon: Moon },
] as const;

const never = () => () => {};

/** Light, as the system, or dark. The server does not know the choice, so none is marked until the browser does. */
export function ThemeToggle({ className }: { readonly className?: string | undefined }) {
  const { theme, setTheme } = useTheme();
  const inBrowser = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  return (
    <div role="radiogroup" aria-label="Theme" className={cx('inline-flex rounded-full border border-line p-0.5', className)}>
      {CHOICES.map(({ value, label, Icon }) => (
        <button
          key={value}
          type="button"
          role="radio"
          aria-checked={inBrowser && theme === value}
          aria-label={label}
          title={label}
          onClick={() => setTheme(value)}
          className="grid size-6 place-items-center rounded-full text-ink-subtle transition-colors hover:text-ink aria-checked:bg-hover aria-checked:text-ink max-sm:size-9"
        >
          <Icon aria-hidden className="size-3.5" />
        </button>
      ))}
    </div>
  );
}

export { useTheme };
