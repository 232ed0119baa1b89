import type { BudgetWindow } from '../server/budgets.ts';

/** Windows in UTC, as the gateways count them. */
export const WINDOWS = {
  day: { per: 'a day', detail: 'Starts again at midnight UTC' },
  week: { per: 'a week', detail: 'Starts again on Monday, UTC' },
  month: { per: 'a month', detail: 'Starts again on the first, UTC' },
  total: { per: 'in total', detail: 'Never starts again' },
} as const satisfies Record<BudgetWindow, { per: string; detail: string }>;

export interface BudgetLevel {
  /** Of the cap, cut to whole percent: 100 is shown only when it is reached. */
  readonly percent: number;
  readonly tone: 'calm' | 'near' | 'reached';
}

const NEAR_PERCENT = 80;
const SHOWN_PERCENT_MAX = 999n;

/** Cut, not rounded: 99.9 % of a cap is not all of it. */
function wholePercent(part: bigint, whole: bigint): number {
  if (whole <= 0n) return 100;
  if (part <= 0n) return 0;
  const share = (part * 100n) / whole;
  return share > SHOWN_PERCENT_MAX ? Number(SHOWN_PERCENT_MAX) : Number(share);
}

/** How far a budget is used up. */
export function budgetLevel({ capNanoUsd, spentNanoUsd }: { readonly capNanoUsd: bigint; readonly spentNanoUsd: bigint }): BudgetLevel {
  const percent = wholePercent(spentNanoUsd, capNanoUsd);
  return { percent, tone: percent >= 100 ? 'reached' : percent >= NEAR_PERCENT ? 'near' : 'calm' };
}
