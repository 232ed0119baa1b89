import { preset } from '../openai/preset.ts';

/** Z.AI (docs.z.ai, "Chat completion"). */
export const zai = preset({
  id: 'zai',
  name: 'Z.AI',
  operations: ['embeddings'],
  baseUrl: 'https://api.z.ai/api/paas/v4',
  renamed: { max_completion_tokens: 'max_tokens' },
});
