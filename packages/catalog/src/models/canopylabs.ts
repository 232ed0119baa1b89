import type { LabEntries } from '../entries.ts';

export const canopylabs: LabEntries = {
  lab: 'canopylabs',
  name: 'Canopy Labs',
  models: [
    {
      id: 'orpheus-arabic-saudi',
      name: 'Orpheus, Saudi Arabic',
      releasedAt: '2025-12-16',
      openWeights: true,
      kind: 'speech',
      output: ['audio'],
      endpoints: [
        {
          provider: 'groq',
          as: 'canopylabs/orpheus-arabic-saudi',
          contextTokens: 4_000,
          outputTokens: 0,
          byHand: true,
          prices: [{ from: '2025-12-16', usd: { units: '40' }, unit: 'character', source: 'groq.com/pricing (not read again)' }],
        },
      ],
    },
    {
      id: 'orpheus-v1-english',
      name: 'Orpheus v1, English',
      releasedAt: '2025-12-19',
      openWeights: true,
      kind: 'speech',
      output: ['audio'],
      endpoints: [
        {
          provider: 'groq',
          as: 'canopylabs/orpheus-v1-english',
          contextTokens: 4_000,
          outputTokens: 0,
          byHand: true,
          prices: [{ from: '2025-12-19', usd: { units: '22' }, unit: 'character', source: 'groq.com/pricing (not read again)' }],
        },
      ],
    },
  ],
};
