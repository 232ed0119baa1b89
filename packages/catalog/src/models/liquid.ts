import type { LabEntries } from '../entries.ts';

export const liquid: LabEntries = {
  lab: 'liquid',
  name: 'Liquid AI',
  models: [
    {
      id: 'lfm2-24b-a2b',
      name: 'LFM2-24B-A2B',
      releasedAt: '2026-02-25',
      openWeights: true,
      endpoints: [
        {
          provider: 'togetherai',
          as: 'LiquidAI/LFM2-24B-A2B',
          contextTokens: 32_768,
          outputTokens: 32_768,
          prices: [{ from: '2026-02-25', usd: { input: '0.03', output: '0.12' } }],
        },
      ],
    },
  ],
};
