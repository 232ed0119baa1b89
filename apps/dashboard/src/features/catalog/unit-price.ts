import type { BilledUnit } from '@modelhub/core/billed-unit';
import { divideHalfUp } from '@modelhub/core/money';
import { formatMoneyExact } from '@modelhub/ui/format';

/** By how many of a unit providers state their prices, so that a figure here is the one on their page. */
const STATED_BY = {
  image: { count: 1n, words: 'image' },
  second: { count: 60n, words: 'minute' },
  character: { count: 1_000_000n, words: '1M characters' },
  search: { count: 1_000n, words: '1k searches' },
  page: { count: 1_000n, words: '1k pages' },
} as const satisfies Record<BilledUnit, { readonly count: bigint; readonly words: string }>;

/** A price of a million units as it is read: `$0.006 / minute`, `$15.00 / 1M characters`, `$0.04 / image`. */
export function formatUnitPrice(nanoUsdPerMillion: bigint, unit: BilledUnit): string {
  const { count, words } = STATED_BY[unit];
  return `${formatMoneyExact(divideHalfUp(nanoUsdPerMillion * count, 1_000_000n))} / ${words}`;
}
