import { preset } from '../openai/preset.ts';

/** OpenRouter (openrouter.ai/docs, "API reference"). Sends comments while it waits, and takes reasoning back in its own fields. */
export const openrouter = preset({
  id: 'openrouter',
  name: 'OpenRouter',
  wantsCacheMarks: true,
  baseUrl: 'https://openrouter.ai/api/v1',
});
