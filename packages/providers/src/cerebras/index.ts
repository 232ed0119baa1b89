import { cerebrasHeadroom } from '../headroom.ts';
import { preset } from '../openai/preset.ts';

/** Cerebras (inference-docs.cerebras.ai, "OpenAI compatibility"). */
export const cerebras = preset({
  id: 'cerebras',
  name: 'Cerebras',
  readHeadroom: cerebrasHeadroom,
  operations: [],
  baseUrl: 'https://api.cerebras.ai/v1',
});
