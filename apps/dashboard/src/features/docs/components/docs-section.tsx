import type { ReactNode } from 'react';
import { InlineCode } from './inline-code.tsx';

/** A part of a page of the docs, with an address of its own. */
export function DocsSection({ id, title, children }: { readonly id: string; readonly title: string; readonly children: ReactNode }) {
  return (
    <section id={id} aria-labelledby={`${id}-title`} className="flex scroll-mt-20 flex-col gap-4 border-t border-line pt-8">
      <h2 id={`${id}-title`} className="text-base font-medium">
        {title}
      </h2>
      {children}
    </section>
  );
}

/** A paragraph in which `words between backticks` are code. */
export function DocsText({ children }: { readonly children: string }) {
  return (
    <p className="text-base text-ink-muted">
      <InlineCode text={children} />
    </p>
  );
}

/** Sentences one below the other. */
export function DocsList({ items }: { readonly items: readonly string[] }) {
  return (
    <ul className="flex list-disc flex-col gap-2 pl-5 text-base text-ink-muted marker:text-ink-subtle">
      {items.map((item) => (
        <li key={item}>
          <InlineCode text={item} />
        </li>
      ))}
    </ul>
  );
}

/** The head of a page of the docs. */
export function DocsHeader({ title, children }: { readonly title: string; readonly children: string }) {
  return (
    <header>
      <h1 className="text-xl font-medium">{title}</h1>
      <p className="mt-2 text-base text-ink-muted">
        <InlineCode text={children} />
      </p>
    </header>
  );
}
