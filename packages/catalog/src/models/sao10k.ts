import type { LabEntries } from '../entries.ts';

export const sao10k: LabEntries = {
  lab: 'sao10k',
  name: 'Sao10K',
  models: [
    {
      id: 'l3-70b-euryale-v2.1',
      name: 'L3 70B Euryale V2.1	',
      releasedAt: '2024-06-18',
      openWeights: true,
      toolCalls: true,
      endpoints: [
        {
          provider: 'novita-ai',
          as: 'sao10K/l3-70b-euryale-v2.1',
          contextTokens: 8_192,
          outputTokens: 8_192,
          prices: [{ from: '2024-06-18', usd: { input: '1.48', output: '1.48' } }],
        },
      ],
    },
    {
      id: 'l3-8b-lunaris',
      name: 'Sao10k L3 8B Lunaris	',
      releasedAt: '2024-11-28',
      openWeights: true,
      structuredOutput: true,
      endpoints: [
        {
          provider: 'novita-ai',
          as: 'sao10K/l3-8b-lunaris',
          contextTokens: 8_192,
          outputTokens: 8_192,
          prices: [{ from: '2024-11-28', usd: { input: '0.05', output: '0.05' } }],
        },
      ],
    },
    {
      id: 'l3-8b-stheno-v3.2',
      name: 'L3 8B Stheno V3.2',
      releasedAt: '2024-11-29',
      openWeights: true,
      toolCalls: true,
      endpoints: [
        {
          provider: 'novita-ai',
          as: 'sao10K/L3-8B-stheno-v3.2',
          contextTokens: 8_192,
          outputTokens: 32_000,
          prices: [{ from: '2024-11-29', usd: { input: '0.05', output: '0.05' } }],
        },
      ],
    },
    {
      id: 'l31-70b-euryale-v2.2',
      name: 'L31 70B Euryale V2.2',
      releasedAt: '2024-09-19',
      openWeights: true,
      toolCalls: true,
      endpoints: [
        {
          provider: 'novita-ai',
          as: 'sao10K/l31-70b-euryale-v2.2',
          contextTokens: 8_192,
          outputTokens: 8_192,
          prices: [{ from: '2024-09-19', usd: { input: '1.48', output: '1.48' } }],
        },
      ],
    },
  ],
};
