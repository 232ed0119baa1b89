import { nanoUsdFromDecimal } from '@modelhub/core/money';
import { z } from 'zod';

/** The largest budget that a form takes: a billion USD is a slip of the finger. */
const BUDGET_NANO_USD_MAX = 1_000_000_000n * 1_000_000_000n;

/** A decimal amount of USD as it was typed, made nano-USD exactly. */
export const budgetAmountSchema = z
  .string()
  .trim()
  .transform((text, context) => {
    let nanoUsd: bigint;
    try {
      nanoUsd = nanoUsdFromDecimal(text.replace(/^\$/, '').replaceAll(',', ''));
    } catch {
      context.addIssue({ code: 'custom', message: 'Enter an amount such as 50 or 12.50.' });
      return z.NEVER;
    }
    if (nanoUsd > 0n && nanoUsd <= BUDGET_NANO_USD_MAX) return nanoUsd;
    context.addIssue({ code: 'custom', message: 'Enter an amount above zero and below a billion.' });
    return z.NEVER;
  });
