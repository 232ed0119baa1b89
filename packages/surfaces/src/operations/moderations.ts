import { ZERO_USAGE } from '@modelhub/core/token-usage';
import { estimateTextTokens } from '../estimate-tokens.ts';
import { invalid, textOf, type Fields } from '../read-body.ts';
import type { OperationSurface } from './operation-surface.ts';

export const moderationsSurface: OperationSurface = {
  name: 'moderations',
  path: '/v1/moderations',
  accepts: ['json'],
  kinds: ['moderation'],
  check({ request: { input } }) {
    if (input === undefined) throw invalid('missing_required_parameter', 'input', 'input is missing: send what to look at.');
    if (typeof input !== 'string' && !Array.isArray(input))
      throw invalid('invalid_value', 'input', 'input must be a text, a list of texts, or a list of parts.');
  },
  mostUsage: () => ZERO_USAGE,
  // A list of texts is looked at one by one, a list of parts as a whole.
  longestInput({ input }) {
    if (typeof input === 'string') return estimateTextTokens(input);
    const tokens = (input as readonly unknown[]).map((item) => estimateTextTokens(typeof item === 'string' ? item : textOf((item as Fields | null)?.['text'])));
    return tokens.reduce((longest, one) => Math.max(longest, one), 0);
  },
  isStream: () => false,
};
