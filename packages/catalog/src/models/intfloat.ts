import type { LabEntries } from '../entries.ts';

export const intfloat: LabEntries = {
  lab: 'intfloat',
  name: 'intfloat',
  models: [
    {
      id: 'multilingual-e5-large',
      name: 'Multilingual E5 Large',
      releasedAt: '2023-06-30',
      openWeights: true,
      kind: 'embedding',
      endpoints: [
        {
          provider: 'deepinfra',
          as: 'intfloat/multilingual-e5-large',
          contextTokens: 512,
          outputTokens: 0,
          byHand: true,
          prices: [{ from: '2023-06-30', usd: { input: '0.01' }, source: 'deepinfra.com/pricing (not read again)' }],
        },
      ],
    },
    {
      id: 'multilingual-e5-large-instruct',
      name: 'Multilingual E5 Large Instruct',
      releasedAt: '2024-02-08',
      openWeights: true,
      kind: 'embedding',
      endpoints: [
        {
          provider: 'togetherai',
          as: 'intfloat/multilingual-e5-large-instruct',
          contextTokens: 514,
          outputTokens: 0,
          byHand: true,
          prices: [{ from: '2024-02-08', usd: { input: '0.02' }, source: 'together.ai/pricing, as known in November 2026' }],
        },
      ],
    },
  ],
};
