import { ZERO_USAGE } from '@modelhub/core/token-usage';
import { estimateTextTokens } from '../estimate-tokens.ts';
import { invalid, optionalCount } from '../read-body.ts';
import type { OperationSurface } from './operation-surface.ts';

const INPUTS_MAX = 2_048;

export const embeddingsSurface: OperationSurface = {
  name: 'embeddings',
  path: '/v1/embeddings',
  accepts: ['json'],
  kinds: ['embedding'],
  check({ request }) {
    checkInput(request['input']);
    optionalCount(request, 'dimensions');
    const format = request['encoding_format'];
    if (format !== undefined && format !== null && format !== 'float' && format !== 'base64')
      throw invalid('invalid_value', 'encoding_format', 'encoding_format must be "float" or "base64".');
  },
  mostUsage: ({ request }) => ({ ...ZERO_USAGE, input: Math.ceil(inputTokens(request['input'])) }),
  longestInput({ input }) {
    if (!Array.isArray(input) || typeof input[0] === 'number') return inputTokens(input);
    return (input as readonly unknown[]).reduce<number>((longest, item) => Math.max(longest, inputTokens(item)), 0);
  },
  isStream: () => false,
};

/** A text, a list of texts, a list of tokens, or a list of such lists. */
function checkInput(input: unknown): void {
  if (input === undefined) throw invalid('missing_required_parameter', 'input', 'input is missing: send the text to embed.');
  if (typeof input === 'string' && input !== '') return;
  if (!Array.isArray(input) || input.length === 0)
    throw invalid('invalid_value', 'input', 'input must be a text, or a list of texts or tokens, and not be empty.');
  if (input.every((item) => typeof item === 'number')) return;
  if (input.length > INPUTS_MAX) throw invalid('invalid_value', 'input', `input may have ${INPUTS_MAX} entries at most.`);
  for (const [index, item] of (input as readonly unknown[]).entries()) {
    if (typeof item !== 'string' && !Array.isArray(item))
      throw invalid('invalid_value', `input[${index}]`, `input[${index}] must be a text or a list of tokens.`);
  }
}

function inputTokens(input: unknown): number {
  if (typeof input === 'string') return estimateTextTokens(input) + 1;
  if (!Array.isArray(input)) return 1;
  return (input as readonly unknown[]).reduce<number>((sum, item) => sum + inputTokens(item), 0);
}
