import { preset } from '../openai/preset.ts';

/** MiniMax, its OpenAI-compatible API (platform.minimax.io/docs, "Compatible OpenAI API"). */
export const minimax = preset({
  id: 'minimax',
  name: 'MiniMax',
  baseUrl: 'https://api.minimax.io/v1',
});
