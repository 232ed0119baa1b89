import { preset } from '../openai/preset.ts';

/** Cerebras (inference-docs.cerebras.ai, "OpenAI compatibility"). */
export const cerebras = preset({
  id: 'cerebras',
  name: 'Cerebras',
  operations: [],
  baseUrl: 'https://api.cerebras.ai/v1',
});
