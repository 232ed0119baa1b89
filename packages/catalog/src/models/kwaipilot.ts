import type { LabEntries } from '../entries.ts';

export const kwaipilot: LabEntries = {
  lab: 'kwaipilot',
  name: 'Kwaipilot',
  models: [
    {
      id: 'kat-coder-pro',
      name: 'Kat Coder Pro',
      releasedAt: '2026-01-05',
      openWeights: true,
      toolCalls: true,
      structuredOutput: true,
      endpoints: [
        {
          provider: 'novita-ai',
          as: 'kwaipilot/kat-coder-pro',
          contextTokens: 256_000,
          outputTokens: 128_000,
          prices: [{ from: '2026-01-05', usd: { input: '0.3', output: '1.2', cachedInput: '0.06' } }],
        },
      ],
    },
  ],
};
