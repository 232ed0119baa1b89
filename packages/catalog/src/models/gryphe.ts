import type { LabEntries } from '../entries.ts';

export const gryphe: LabEntries = {
  lab: 'gryphe',
  name: 'Gryphe',
  models: [
    {
      id: 'mythomax-l2-13b',
      name: 'Mythomax L2 13B',
      releasedAt: '2024-04-25',
      openWeights: true,
      endpoints: [
        {
          provider: 'novita-ai',
          as: 'gryphe/mythomax-l2-13b',
          contextTokens: 4_096,
          outputTokens: 3_200,
          prices: [{ from: '2024-04-25', usd: { input: '0.09', output: '0.09' } }],
        },
      ],
    },
  ],
};
