import { cx } from '@modelhub/ui/cx';
import { formatMoneyExact } from '@modelhub/ui/format';

/** How many decimals the most exact of these amounts has; at least two. */
export function decimalsOf(amounts: readonly bigint[]): number {
  return Math.max(2, ...amounts.map((amount) => formatMoneyExact(amount).split('.')[1]?.length ?? 0));
}

export interface ExactMoneyProps {
  readonly nanoUsd: bigint;
  /** Shown at least; the same in a whole column, so that the points stand under each other. */
  readonly decimals?: number | undefined;
  readonly className?: string | undefined;
}

/** An amount to its last digit. What is below a cent is paler: it is there to be added up, not to be read. */
export function ExactMoney({ nanoUsd, decimals = 2, className }: ExactMoneyProps) {
  const exact = formatMoneyExact(nanoUsd);
  const [whole = '', fraction = ''] = exact.split('.');
  const digits = fraction.padEnd(decimals, '0');
  return (
    <data value={exact} className={cx('whitespace-nowrap tabular-nums', className)}>
      {whole}.{digits.slice(0, 2)}
      <span className="text-ink-subtle">{digits.slice(2)}</span>
    </data>
  );
}
