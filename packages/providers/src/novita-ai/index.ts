import { preset } from '../openai/preset.ts';

/** Novita (novita.ai/docs, "Create chat completion"). */
export const novitaAi = preset({
  id: 'novita-ai',
  name: 'Novita AI',
  baseUrl: 'https://api.novita.ai/openai',
  renamed: { max_completion_tokens: 'max_tokens' },
});
