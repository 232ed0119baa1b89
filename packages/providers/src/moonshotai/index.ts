import { preset } from '../openai/preset.ts';

/** Moonshot (platform.moonshot.ai/docs). Its thinking models want their reasoning of earlier turns back ("Use Kimi K2 Thinking"). */
export const moonshotai = preset({
  id: 'moonshotai',
  name: 'Moonshot AI',
  operations: [],
  baseUrl: 'https://api.moonshot.ai/v1',
  wantsReasoningBack: true,
});
