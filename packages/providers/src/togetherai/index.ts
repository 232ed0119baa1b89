import { preset } from '../openai/preset.ts';

/** Together (docs.together.ai/docs/openai-api-compatibility). */
export const togetherai = preset({
  id: 'togetherai',
  name: 'Together AI',
  operations: ['embeddings', 'rerank', 'images.generations'],
  baseUrl: 'https://api.together.xyz/v1',
});
