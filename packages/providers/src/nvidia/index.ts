import { preset } from '../openai/preset.ts';

/** NVIDIA NIM (docs.api.nvidia.com/nim). */
export const nvidia = preset({
  id: 'nvidia',
  name: 'NVIDIA',
  baseUrl: 'https://integrate.api.nvidia.com/v1',
  renamed: { max_completion_tokens: 'max_tokens' },
});
