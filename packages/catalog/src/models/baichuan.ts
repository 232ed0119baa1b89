import type { LabEntries } from '../entries.ts';

export const baichuan: LabEntries = {
  lab: 'baichuan',
  name: 'Baichuan',
  models: [
    {
      id: 'baichuan-m2-32b',
      name: 'baichuan-m2-32b',
      releasedAt: '2025-08-13',
      openWeights: true,
      endpoints: [
        {
          provider: 'novita-ai',
          as: 'baichuan/baichuan-m2-32b',
          contextTokens: 131_072,
          outputTokens: 131_072,
          prices: [{ from: '2025-08-13', usd: { input: '0.07', output: '0.07' } }],
        },
      ],
    },
  ],
};
