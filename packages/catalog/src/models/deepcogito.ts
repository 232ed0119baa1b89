import type { LabEntries } from '../entries.ts';

export const deepcogito: LabEntries = {
  lab: 'deepcogito',
  name: 'Deep Cogito',
  models: [
    {
      id: 'cogito-v2-1-671b',
      name: 'Cogito v2.1 671B',
      releasedAt: '2025-11-13',
      reasoning: true,
      endpoints: [
        {
          provider: 'togetherai',
          as: 'deepcogito/cogito-v2-1-671b',
          contextTokens: 163_840,
          outputTokens: 163_840,
          prices: [{ from: '2025-11-13', usd: { input: '1.25', output: '1.25' } }],
        },
      ],
    },
  ],
};
