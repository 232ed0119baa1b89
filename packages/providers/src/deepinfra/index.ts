import { preset } from '../openai/preset.ts';

/** DeepInfra (deepinfra.com/docs/openai_api). */
export const deepinfra = preset({
  id: 'deepinfra',
  name: 'DeepInfra',
  operations: ['embeddings'],
  baseUrl: 'https://api.deepinfra.com/v1/openai',
});
