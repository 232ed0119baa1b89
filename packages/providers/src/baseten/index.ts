import { preset } from '../openai/preset.ts';

/** Baseten, Model APIs (docs.baseten.co, July 2026). */
export const baseten = preset({
  id: 'baseten',
  name: 'Baseten',
  baseUrl: 'https://inference.baseten.co/v1',
});
