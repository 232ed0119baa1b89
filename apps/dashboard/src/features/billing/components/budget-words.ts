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

/** How far a budget is used up. */
export function budgetLevel({ capNanoUsd, spentNanoUsd }: { readonly capNanoUsd: bigint; readonly spentNanoUsd: bigint }): BudgetLevel {
  const share = capNanoUsd === 0n ? 100n : (spentNanoUsd * 100n) / capNanoUsd;
  const percent = Number(share < 0n ? 0n : share > SHOWN_PERCENT_MAX ? SHOWN_PERCENT_MAX : share);
  return { percent, tone: percent >= 100 ? 'reached' : percent >= NEAR_PERCENT ? 'near' : 'calm' };
}
