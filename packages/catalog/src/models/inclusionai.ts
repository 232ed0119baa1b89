import type { LabEntries } from '../entries.ts';

export const inclusionai: LabEntries = {
  lab: 'inclusionai',
  name: 'inclusionAI',
  models: [
    {
      id: 'ling-2.6-1t',
      name: 'Ling-2.6-1T',
      releasedAt: '2026-04-23',
      openWeights: true,
      toolCalls: true,
      structuredOutput: true,
      endpoints: [
        {
          provider: 'novita-ai',
          as: 'inclusionai/ling-2.6-1t',
          contextTokens: 262_144,
          outputTokens: 32_768,
          prices: [{ from: '2026-04-23', usd: { input: '0.3', output: '2.5', cachedInput: '0.06' } }],
        },
      ],
    },
    {
      id: 'ling-2.6-flash',
      name: 'Ling-2.6-flash',
      releasedAt: '2026-04-24',
      openWeights: true,
      toolCalls: true,
      structuredOutput: true,
      endpoints: [
        {
          provider: 'novita-ai',
          as: 'inclusionai/ling-2.6-flash',
          contextTokens: 262_144,
          outputTokens: 32_768,
          prices: [{ from: '2026-04-24', usd: { input: '0.1', output: '0.3', cachedInput: '0.02' } }],
        },
      ],
    },
    {
      id: 'ling-flash-2.0',
      name: 'inclusionAI/Ling-flash-2.0',
      releasedAt: '2025-09-18',
      toolCalls: true,
      structuredOutput: true,
      endpoints: [
        {
          provider: 'siliconflow',
          as: 'inclusionAI/Ling-flash-2.0',
          contextTokens: 131_000,
          outputTokens: 131_000,
          prices: [{ from: '2025-09-18', usd: { input: '0.14', output: '0.57' } }],
        },
      ],
    },
    {
      id: 'ring-2.6-1t',
      name: 'Ring-2.6-1T',
      releasedAt: '2026-05-08',
      reasoning: true,
      toolCalls: true,
      structuredOutput: true,
      endpoints: [
        {
          provider: 'novita-ai',
          as: 'inclusionai/ring-2.6-1t',
          contextTokens: 262_144,
          outputTokens: 65_536,
          prices: [{ from: '2026-05-08', usd: { input: '0.3', output: '2.5', cachedInput: '0.06' } }],
        },
      ],
    },
  ],
};
