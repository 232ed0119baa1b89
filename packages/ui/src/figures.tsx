import { formatCount, formatDuration, formatMoney, formatMoneyExact, formatTokens } from './format.ts';
import { cx } from './cx.ts';

interface FigureProps {
  readonly className?: string | undefined;
}

/** An amount to read; the exact one on hover. */
export function Money({ nanoUsd, exact = false, className }: FigureProps & { readonly nanoUsd: bigint; readonly exact?: boolean | undefined }) {
  const full = formatMoneyExact(nanoUsd);
  return (
    <data value={full} title={full} className={cx('tabular-nums', className)}>
      {exact ? full : formatMoney(nanoUsd)}
    </data>
  );
}

/** A token count to read; the exact one on hover. */
export function Tokens({ count, className }: FigureProps & { readonly count: bigint | number }) {
  return (
    <data value={String(count)} title={`${formatCount(count)} tokens`} className={cx('whitespace-nowrap tabular-nums', className)}>
      {formatTokens(count)}
    </data>
  );
}

/** A duration in milliseconds to read; the exact one on hover. */
export function Duration({ ms, className }: FigureProps & { readonly ms: number | null }) {
  if (ms === null) return <span className={cx('text-ink-subtle', className)}>–</span>;
  return (
    <data value={String(ms)} title={`${ms} ms`} className={cx('whitespace-nowrap tabular-nums', className)}>
      {formatDuration(ms)}
    </data>
  );
}
