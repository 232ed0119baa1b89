import { preset } from '../openai/preset.ts';

/** DeepInfra (deepinfra.com/docs/openai_api, July 2026). */
export const deepinfra = preset({
  id: 'deepinfra',
  name: 'DeepInfra',
  baseUrl: 'https://api.deepinfra.com/v1/openai',
});
