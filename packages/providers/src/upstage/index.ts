import { preset } from '../openai/preset.ts';

/** Upstage (console.upstage.ai/docs). */
export const upstage = preset({
  id: 'upstage',
  name: 'Upstage',
  baseUrl: 'https://api.upstage.ai/v1/solar',
});
