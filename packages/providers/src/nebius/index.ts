import { preset } from '../openai/preset.ts';

/** Nebius Token Factory (docs.tokenfactory.nebius.com, July 2026). */
export const nebius = preset({
  id: 'nebius',
  name: 'Nebius',
  baseUrl: 'https://api.tokenfactory.nebius.com/v1',
});
