import { latency } from './latency.ts';
import { UNMEASURED, type Policy } from './policy.ts';
import { price } from './price.ts';
import { quality } from './quality.ts';
import { throughput } from './throughput.ts';

/** Ten times as much as the best is as bad as it gets: one terrible figure must not drown the others. */
const RATIO_MAX = 10;
/** What was never measured is neither preferred nor out of the question. */
const RATIO_UNMEASURED = 2;

/** Price, latency, throughput and, where it has a weight, quality, each as a multiple of the best that there is, weighed as the request says. */
export const balanced: Policy = {
  scores(endpoints, planning) {
    const { balance } = planning.preferences;
    const parts = [
      { weight: balance.price, ratios: ratiosOf(price.scores(endpoints, planning)) },
      { weight: balance.latency, ratios: ratiosOf(latency.scores(endpoints, planning)) },
      { weight: balance.throughput, ratios: ratiosOf(throughput.scores(endpoints, planning)) },
      { weight: balance.quality, ratios: balance.quality === 0 ? [] : ratiosOf(quality.scores(endpoints, planning), RATIO_MAX) },
    ];
    const total = parts.reduce((sum, { weight }) => sum + weight, 0);
    return endpoints.map((_, i) => parts.reduce((sum, { weight, ratios }) => sum + weight * (ratios[i] ?? RATIO_UNMEASURED), 0) / total);
  },
  equalWithin: 0.1,
  explores: true,
};

/** A model without a figure of quality is as bad as it gets: whoever asks for quality wants what is known to be good. */
function ratiosOf(scores: readonly number[], unmeasured = RATIO_UNMEASURED): readonly number[] {
  const best = Math.min(...scores);
  return scores.map((score) => {
    if (score === UNMEASURED) return unmeasured;
    if (score <= best) return 1;
    return best <= 0 ? RATIO_MAX : Math.min(RATIO_MAX, score / best);
  });
}
