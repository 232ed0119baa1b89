import type { LabEntries } from '../entries.ts';

export const ibmGranite: LabEntries = {
  lab: 'ibm-granite',
  name: 'IBM',
  models: [
    {
      id: 'granite-4.0-h-micro',
      name: 'Granite 4.0 H Micro',
      releasedAt: '2025-10-07',
      openWeights: true,
      toolCalls: true,
      endpoints: [
        {
          provider: 'cloudflare-workers-ai',
          as: '@cf/ibm-granite/granite-4.0-h-micro',
          contextTokens: 131_000,
          outputTokens: 131_000,
          prices: [{ from: '2025-10-07', usd: { input: '0.017', output: '0.112' } }],
        },
      ],
    },
  ],
};
