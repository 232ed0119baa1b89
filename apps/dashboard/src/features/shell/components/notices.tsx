import { cx } from '@modelhub/ui/cx';
import Link from 'next/link';
import type { ShellNotice } from '../types.ts';

const TONES = {
  neutral: 'bg-sunken text-ink-muted',
  degraded: 'bg-degraded-soft text-degraded-ink',
  down: 'bg-down-soft text-down-ink',
} as const satisfies Record<ShellNotice['tone'], string>;

/** What everyone in the organization has to know now, above every page. */
export function Notices({ notices }: { readonly notices: readonly ShellNotice[] }) {
  if (notices.length === 0) return null;
  return (
    <section aria-label="Notices">
      {notices.map((notice) => (
        <p
          key={notice.id}
          className={cx('flex flex-wrap items-center justify-center gap-x-3 border-b border-line px-4 py-2 text-center text-sm', TONES[notice.tone])}
        >
          {notice.text}
          {notice.action === undefined ? null : (
            <Link href={notice.action.href} className="font-medium underline underline-offset-4">
              {notice.action.label}
            </Link>
          )}
        </p>
      ))}
    </section>
  );
}
