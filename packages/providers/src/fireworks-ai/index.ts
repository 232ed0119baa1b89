import { preset } from '../openai/preset.ts';

/** Fireworks (docs.fireworks.ai, "OpenAI compatibility"). */
export const fireworksAi = preset({
  id: 'fireworks-ai',
  name: 'Fireworks AI',
  baseUrl: 'https://api.fireworks.ai/inference/v1',
});
