import { preset } from '../openai/preset.ts';

/** SiliconFlow (docs.siliconflow.com, "Create chat completions"). */
export const siliconflow = preset({
  id: 'siliconflow',
  name: 'SiliconFlow',
  operations: ['embeddings', 'rerank'],
  baseUrl: 'https://api.siliconflow.com/v1',
  renamed: { max_completion_tokens: 'max_tokens' },
});
