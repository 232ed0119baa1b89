import type { LabEntries } from '../entries.ts';

export const primeIntellect: LabEntries = {
  lab: 'prime-intellect',
  name: 'Prime Intellect',
  models: [
    {
      id: 'intellect-3',
      name: 'INTELLECT-3',
      releasedAt: '2026-01-25',
      openWeights: true,
      toolCalls: true,
      structuredOutput: true,
      endpoints: [
        {
          provider: 'nebius',
          as: 'PrimeIntellect/INTELLECT-3',
          contextTokens: 128_000,
          outputTokens: 8_192,
          status: 'deprecated',
          prices: [{ from: '2026-01-25', usd: { input: '0.2', output: '1.1', cachedInput: '0.02', cacheWrite5m: '0.25' } }],
        },
      ],
    },
  ],
};
