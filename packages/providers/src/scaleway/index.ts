import { preset } from '../openai/preset.ts';

/** Scaleway Generative APIs (scaleway.com/en/docs/generative-apis). */
export const scaleway = preset({
  id: 'scaleway',
  name: 'Scaleway',
  baseUrl: 'https://api.scaleway.ai/v1',
});
