import { mistralHeadroom } from '../headroom.ts';
import { preset } from '../openai/preset.ts';

/**
 * Mistral (docs.mistral.ai, "Chat completions"). Refuses every field that it does not know with a 422, `stream_options` among them, and reports the
 * usage of a stream unasked, on its last chunk (seen by clients in March 2025: dnakov/anon-kode#53; December 2025: editor-code-assistant/eca#231).
 */
export const mistral = preset({
  id: 'mistral',
  name: 'Mistral',
  readHeadroom: mistralHeadroom,
  baseUrl: 'https://api.mistral.ai/v1',
  renamed: { max_completion_tokens: 'max_tokens', seed: 'random_seed' },
  refuses: ['stream_options', 'user', 'store'],
});
