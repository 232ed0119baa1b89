'use client';

import type { KeyboardEvent, ReactNode } from 'react';

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };

/** Moves the focus between the links of rows with the arrow keys or j and k. */
export function TableKeyboard({ children }: { readonly children: ReactNode }) {
  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    const step = STEPS[event.key];
    if (step === undefined || !(event.target instanceof HTMLElement) || !event.target.matches('[data-row-link]')) return;
    const links = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row-link]')];
    const next = links[links.indexOf(event.target) + step];
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  }
  // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the keys act on the links inside, which have the roles
  return <div onKeyDown={onKeyDown}>{children}</div>;
}
