import type { LabEntries } from '../entries.ts';

export const perplexity: LabEntries = {
  lab: 'perplexity',
  name: 'Perplexity',
  models: [
    {
      id: 'sonar',
      name: 'Sonar',
      releasedAt: '2024-01-01',
      endpoints: [
        {
          provider: 'perplexity',
          as: 'sonar',
          contextTokens: 128_000,
          outputTokens: 4_096,
          prices: [{ from: '2024-01-01', usd: { input: '1', output: '1' } }],
        },
      ],
    },
    {
      id: 'sonar-deep-research',
      name: 'Perplexity Sonar Deep Research',
      releasedAt: '2025-02-01',
      reasoning: true,
      temperature: false,
      endpoints: [
        {
          provider: 'perplexity',
          as: 'sonar-deep-research',
          contextTokens: 128_000,
          outputTokens: 32_768,
          prices: [{ from: '2025-02-01', usd: { input: '2', output: '8', reasoning: '3' }, usdPerRequest: '0.005' }],
        },
      ],
    },
    {
      id: 'sonar-pro',
      name: 'Sonar Pro',
      releasedAt: '2024-01-01',
      input: ['text', 'image'],
      endpoints: [
        {
          provider: 'perplexity',
          as: 'sonar-pro',
          contextTokens: 200_000,
          outputTokens: 8_192,
          prices: [{ from: '2024-01-01', usd: { input: '3', output: '15' } }],
        },
      ],
    },
    {
      id: 'sonar-reasoning-pro',
      name: 'Sonar Reasoning Pro',
      releasedAt: '2024-01-01',
      input: ['text', 'image'],
      reasoning: true,
      endpoints: [
        {
          provider: 'perplexity',
          as: 'sonar-reasoning-pro',
          contextTokens: 128_000,
          outputTokens: 4_096,
          prices: [{ from: '2024-01-01', usd: { input: '2', output: '8' } }],
        },
      ],
    },
  ],
};
