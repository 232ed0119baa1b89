import { preset } from '../openai/preset.ts';

/** Nebius Token Factory (docs.tokenfactory.nebius.com). */
export const nebius = preset({
  id: 'nebius',
  name: 'Nebius',
  baseUrl: 'https://api.tokenfactory.nebius.com/v1',
});
