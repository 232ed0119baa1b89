import type { LabEntries } from '../entries.ts';

export const essentialai: LabEntries = {
  lab: 'essentialai',
  name: 'Essential AI',
  models: [
    {
      id: 'rnj-1-instruct',
      name: 'Rnj-1 Instruct',
      releasedAt: '2025-12-05',
      openWeights: true,
      toolCalls: true,
      endpoints: [
        {
          provider: 'togetherai',
          as: 'essentialai/Rnj-1-Instruct',
          contextTokens: 32_768,
          outputTokens: 32_768,
          prices: [{ from: '2025-12-05', usd: { input: '0.15', output: '0.15' } }],
        },
      ],
    },
  ],
};
