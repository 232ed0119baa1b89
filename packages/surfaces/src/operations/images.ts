import { ZERO_USAGE, type TokenUsage } from '@modelhub/core/token-usage';
import { estimateTextTokens, TOKENS_PER_IMAGE } from '../estimate-tokens.ts';
import { invalid, optionalCount, type Fields } from '../read-body.ts';
import type { OperationRequest, OperationSurface } from './operation-surface.ts';

const IMAGES_MAX = 10;
/** The most that a picture of high quality takes (OpenAI, "Image generation", "Cost and latency"). */
const TOKENS_PER_PICTURE = 6_240;
/** Each preview adds so many (the same page, "Partial images cost"). */
const TOKENS_PER_PREVIEW = 100;

export const imageGenerationsSurface: OperationSurface = {
  name: 'images.generations',
  path: '/v1/images/generations',
  accepts: ['json'],
  kinds: ['image'],
  check: ({ request }) => checkImageRequest(request),
  mostUsage: (asked) => mostImageUsage(asked),
  isStream,
};

export const imageEditsSurface: OperationSurface = {
  name: 'images.edits',
  path: '/v1/images/edits',
  accepts: ['form', 'json'],
  kinds: ['image'],
  check({ request, files }) {
    checkImageRequest(request);
    const hasFile = files.some(({ field }) => field === 'image' || field === 'image[]');
    if (!hasFile && request['image'] === undefined && request['images'] === undefined)
      throw invalid('missing_required_parameter', 'image', 'image is missing: send the picture to edit.');
  },
  mostUsage: (asked) => mostImageUsage(asked),
  isStream,
};

function checkImageRequest(request: Fields): void {
  const { prompt } = request;
  if (prompt === undefined) throw invalid('missing_required_parameter', 'prompt', 'prompt is missing: say what the picture is to show.');
  if (typeof prompt !== 'string' || prompt === '') throw invalid('invalid_value', 'prompt', 'prompt must be a text.');
  optionalCount(request, 'n', IMAGES_MAX);
}

function isStream({ stream }: Fields): boolean {
  return stream === true;
}

function mostImageUsage({ request, files }: OperationRequest): TokenUsage {
  const { prompt, n, partial_images: previews } = request;
  const count = typeof n === 'number' ? n : 1;
  const each = TOKENS_PER_PICTURE + (typeof previews === 'number' ? previews * TOKENS_PER_PREVIEW : 0);
  return {
    ...ZERO_USAGE,
    input: Math.ceil(estimateTextTokens(String(prompt))),
    imageInput: files.length * TOKENS_PER_IMAGE,
    imageOutput: count * each,
    units: count,
  };
}
