import { preset } from '../openai/preset.ts';

/** Baseten, Model APIs (docs.baseten.co). */
export const baseten = preset({
  id: 'baseten',
  name: 'Baseten',
  baseUrl: 'https://inference.baseten.co/v1',
});
