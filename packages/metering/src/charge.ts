import type { PriceVersion } from '@modelhub/catalog/types';
import type { NanoUsd } from '@modelhub/core/money';
import { ZERO_USAGE, type TokenUsage } from '@modelhub/core/token-usage';
import { costOfUsage } from './cost.ts';
import type { Outcome, UsageSource } from './usage-event.ts';

/** What is known of a request at its end, whoever settles it: the gateway, its next life, or the sweeper. */
export interface ChargeFacts {
  readonly outcome: Outcome;
  /** The provider's own count; null while it has said nothing. */
  readonly reported: TokenUsage | null;
  /**
   * The provider's last word. Some report the prompt at the start of a stream and the rest at its end: until then their
   * count of the output is not to be trusted.
   */
  readonly isReportFinal: boolean;
  /** Tokens of output that went to the client, estimated from what passed through. */
  readonly outputTokensForwarded: number;
  readonly inputTokensEstimate: number;
  /** The most that the request could produce. */
  readonly outputTokensMax: number;
}

export interface Charge {
  readonly usage: TokenUsage;
  readonly usageSource: UsageSource;
}

const NOTHING: Charge = { usage: ZERO_USAGE, usageSource: 'none' };

/**
 * The charge matrix of docs/charges.md: which tokens a request is charged for, and where the figure comes from. Feed the
 * answer to `costOfCharge`.
 */
export function chargeOf(facts: ChargeFacts): Charge {
  if (facts.outcome === 'failed') return NOTHING;
  if (facts.reported !== null && facts.isReportFinal) return { usage: facts.reported, usageSource: 'provider' };
  switch (facts.outcome) {
    case 'truncated':
      // The provider broke its answer off and named no price for it: the loss is ours.
      return NOTHING;
    case 'completed':
      return { usage: estimatedUsage(facts), usageSource: 'estimated' };
    case 'cancelled':
      // The prompt was sent for the client's sake, whether or not anything had come back yet.
      return { usage: estimatedUsage(facts), usageSource: 'checkpoint' };
    case 'interrupted':
      if (facts.reported === null && facts.outputTokensForwarded === 0) return NOTHING;
      return { usage: estimatedUsage(facts), usageSource: 'checkpoint' };
  }
}

/** What was reported of the prompt, else its estimate; and the output that went to the client, within the request's cap. */
function estimatedUsage(facts: ChargeFacts): TokenUsage {
  const forwarded = Math.min(facts.outputTokensForwarded, facts.outputTokensMax);
  if (facts.reported === null) return { ...ZERO_USAGE, input: facts.inputTokensEstimate, output: forwarded };
  const output = Math.max(facts.reported.output, forwarded);
  return { ...facts.reported, output, reasoning: Math.min(facts.reported.reasoning, output) };
}

/** What a charge costs, in nano-USD. A request that is not charged costs nothing, not even a flat fee. */
export function costOfCharge(charge: Charge, terms: { readonly price: PriceVersion; readonly markupBasisPoints: number }): NanoUsd {
  return charge.usageSource === 'none' ? 0n : costOfUsage({ usage: charge.usage, ...terms });
}
