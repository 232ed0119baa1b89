import { preset } from '../openai/preset.ts';

/** Cloudflare Workers AI (developers.cloudflare.com/workers-ai, "OpenAI compatible API endpoints"). The account is part of the address. */
export const cloudflareWorkersAi = preset({
  id: 'cloudflare-workers-ai',
  name: 'Cloudflare Workers AI',
  baseUrlExample: 'https://api.cloudflare.com/client/v4/accounts/{account id}/ai/v1',
});
