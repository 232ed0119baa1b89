import type { LabEntries } from '../entries.ts';

export const baai: LabEntries = {
  lab: 'baai',
  name: 'BAAI',
  models: [
    {
      id: 'bge-multilingual-gemma2',
      name: 'BGE Multilingual Gemma2',
      releasedAt: '2024-07-26',
      kind: 'embedding',
      endpoints: [
        {
          provider: 'scaleway',
          as: 'bge-multilingual-gemma2',
          contextTokens: 8_191,
          outputTokens: 3_072,
          prices: [{ from: '2024-07-26', usd: { input: '0.1' } }],
        },
      ],
    },
  ],
};
