import { cx } from './cx.ts';

/** Three lines in, one line out. */
export function LogoMark({ className }: { readonly className?: string | undefined }) {
  return (
    <svg aria-hidden viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" className={cx('size-5', className)}>
      <path d="M2 3.5h2.2c3 0 3.6 6.5 6.8 6.5" />
      <path d="M2 16.5h2.2c3 0 3.6-6.5 6.8-6.5" />
      <path d="M2 10h16" />
      <circle cx="11" cy="10" r="2.6" fill="currentColor" stroke="none" />
    </svg>
  );
}

export function Logo({ className }: { readonly className?: string | undefined }) {
  return (
    <span className={cx('inline-flex items-center gap-2 text-base font-medium tracking-tight text-ink', className)}>
      <LogoMark />
      ModelHub
    </span>
  );
}
