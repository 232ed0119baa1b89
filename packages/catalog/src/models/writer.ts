import type { LabEntries } from '../entries.ts';

export const writer: LabEntries = {
  lab: 'writer',
  name: 'Writer',
  models: [
    {
      id: 'palmyra-x4',
      name: 'Palmyra X4',
      releasedAt: '2025-04-28',
      reasoning: true,
      toolCalls: true,
      endpoints: [
        {
          provider: 'amazon-bedrock',
          as: 'writer.palmyra-x4-v1:0',
          contextTokens: 122_880,
          outputTokens: 8_192,
          prices: [{ from: '2025-04-28', usd: { input: '2.5', output: '10' } }],
        },
      ],
    },
    {
      id: 'palmyra-x5',
      name: 'Palmyra X5',
      releasedAt: '2025-04-28',
      reasoning: true,
      toolCalls: true,
      endpoints: [
        {
          provider: 'amazon-bedrock',
          as: 'writer.palmyra-x5-v1:0',
          contextTokens: 1_040_000,
          outputTokens: 8_192,
          prices: [{ from: '2025-04-28', usd: { input: '0.6', output: '6' } }],
        },
      ],
    },
  ],
};
