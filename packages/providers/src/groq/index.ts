import { preset } from '../openai/preset.ts';
import { usageFromOpenAI } from '../openai/usage.ts';

/** Groq (console.groq.com/docs/openai). Besides the usage chunk of OpenAI it has its own, under `x_groq` of the last chunk with a choice. */
export const groq = preset({
  id: 'groq',
  name: 'Groq',
  operations: ['audio.transcriptions', 'audio.translations', 'audio.speech'],
  baseUrl: 'https://api.groq.com/openai/v1',
  usageOf: ({ usage, x_groq: own }) => usageFromOpenAI(usage ?? (own as { usage?: unknown } | undefined)?.usage),
});
