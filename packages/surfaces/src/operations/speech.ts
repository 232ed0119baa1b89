import { ZERO_USAGE } from '@modelhub/core/token-usage';
import { estimateTextTokens } from '../estimate-tokens.ts';
import { invalid, textOf } from '../read-body.ts';
import type { OperationSurface } from './operation-surface.ts';

const CHARACTERS_MAX = 4_096;
/** Speech of some fifteen characters a second at twenty tokens a second, and as much again for slow voices. */
const AUDIO_TOKENS_PER_CHARACTER = 3;

export const speechSurface: OperationSurface = {
  name: 'audio.speech',
  path: '/v1/audio/speech',
  accepts: ['json'],
  kinds: ['speech'],
  check({ request: { input, voice } }) {
    if (input === undefined) throw invalid('missing_required_parameter', 'input', 'input is missing: send the text to read aloud.');
    if (typeof input !== 'string' || input === '' || input.length > CHARACTERS_MAX)
      throw invalid('invalid_value', 'input', `input must be a text of 1 to ${CHARACTERS_MAX} characters.`);
    if (voice === undefined) throw invalid('missing_required_parameter', 'voice', 'voice is missing: say who is to read.');
  },
  mostUsage({ request }) {
    const input = request['input'] as string;
    const tokens = estimateTextTokens(input) + estimateTextTokens(textOf(request['instructions']));
    return { ...ZERO_USAGE, input: Math.ceil(tokens), audioOutput: input.length * AUDIO_TOKENS_PER_CHARACTER, units: [...input].length };
  },
  // Audio is heard while it is made.
  isStream: () => true,
};
