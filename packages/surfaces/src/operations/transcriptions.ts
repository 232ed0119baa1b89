import { ZERO_USAGE, type TokenUsage } from '@modelhub/core/token-usage';
import { estimateTextTokens } from '../estimate-tokens.ts';
import { invalid, textOf } from '../read-body.ts';
import type { OperationRequest, OperationSurface } from './operation-surface.ts';

/** Speech is hardly ever coded with fewer: 16 kbit/s. */
const BYTES_PER_SECOND = 2_000;
/** OpenAI's models that hear count ten a second ("Speech to text", pricing by token). */
const AUDIO_TOKENS_PER_SECOND = 10;
const TEXT_TOKENS_PER_SECOND = 4;

export const transcriptionsSurface: OperationSurface = {
  name: 'audio.transcriptions',
  path: '/v1/audio/transcriptions',
  accepts: ['form'],
  kinds: ['transcription'],
  check: checkFile,
  mostUsage,
  isStream: ({ stream }) => stream === true || stream === 'true',
};

export const translationsSurface: OperationSurface = {
  name: 'audio.translations',
  path: '/v1/audio/translations',
  accepts: ['form'],
  kinds: ['transcription'],
  check: checkFile,
  mostUsage,
  isStream: () => false,
};

function checkFile({ files }: OperationRequest): void {
  const file = files.find(({ field }) => field === 'file');
  if (file === undefined) throw invalid('missing_required_parameter', 'file', 'file is missing: send the audio to hear.');
  if (file.bytes === 0) throw invalid('invalid_value', 'file', 'file is empty.');
}

function mostUsage({ request, files }: OperationRequest): TokenUsage {
  const seconds = Math.ceil(files.reduce((sum, { bytes }) => sum + bytes, 0) / BYTES_PER_SECOND);
  return {
    ...ZERO_USAGE,
    input: Math.ceil(estimateTextTokens(textOf(request['prompt']))),
    audioInput: seconds * AUDIO_TOKENS_PER_SECOND,
    output: seconds * TEXT_TOKENS_PER_SECOND,
    units: seconds,
  };
}
