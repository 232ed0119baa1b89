import type { LabEntries } from '../entries.ts';

export const nousresearch: LabEntries = {
  lab: 'nousresearch',
  name: 'Nous Research',
  models: [
    {
      id: 'hermes-2-pro-llama-3-8b',
      name: 'Hermes 2 Pro Llama 3 8B',
      releasedAt: '2024-06-27',
      openWeights: true,
      structuredOutput: true,
      endpoints: [
        {
          provider: 'novita-ai',
          as: 'nousresearch/hermes-2-pro-llama-3-8b',
          contextTokens: 8_192,
          outputTokens: 8_192,
          prices: [{ from: '2024-06-27', usd: { input: '0.14', output: '0.14' } }],
        },
      ],
    },
    {
      id: 'hermes-4-405b',
      name: 'Hermes-4-405B',
      releasedAt: '2026-01-30',
      openWeights: true,
      reasoning: true,
      toolCalls: true,
      structuredOutput: true,
      endpoints: [
        {
          provider: 'nebius',
          as: 'NousResearch/Hermes-4-405B',
          contextTokens: 128_000,
          outputTokens: 8_192,
          prices: [{ from: '2026-01-30', usd: { input: '1', output: '3', cachedInput: '0.1', cacheWrite5m: '1.25', reasoning: '3' } }],
        },
      ],
    },
    {
      id: 'hermes-4-70b',
      name: 'Hermes-4-70B',
      releasedAt: '2026-01-30',
      openWeights: true,
      reasoning: true,
      toolCalls: true,
      structuredOutput: true,
      endpoints: [
        {
          provider: 'nebius',
          as: 'NousResearch/Hermes-4-70B',
          contextTokens: 128_000,
          outputTokens: 8_192,
          prices: [{ from: '2026-01-30', usd: { input: '0.13', output: '0.4', cachedInput: '0.013', cacheWrite5m: '0.16', reasoning: '0.4' } }],
        },
      ],
    },
  ],
};
