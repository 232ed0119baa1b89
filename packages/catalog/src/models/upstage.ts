import type { LabEntries } from '../entries.ts';

export const upstage: LabEntries = {
  lab: 'upstage',
  name: 'Upstage',
  models: [
    {
      id: 'solar-mini',
      name: 'solar-mini',
      releasedAt: '2024-06-12',
      toolCalls: true,
      endpoints: [
        {
          provider: 'upstage',
          as: 'solar-mini',
          contextTokens: 32_768,
          outputTokens: 4_096,
          prices: [{ from: '2024-06-12', usd: { input: '0.15', output: '0.15' } }],
        },
      ],
    },
    {
      id: 'solar-pro2',
      name: 'solar-pro2',
      releasedAt: '2025-05-20',
      reasoning: true,
      toolCalls: true,
      endpoints: [
        {
          provider: 'upstage',
          as: 'solar-pro2',
          contextTokens: 65_536,
          outputTokens: 8_192,
          prices: [{ from: '2025-05-20', usd: { input: '0.25', output: '0.25' } }],
        },
      ],
    },
    {
      id: 'solar-pro3',
      name: 'solar-pro3',
      releasedAt: '2026-01-01',
      reasoning: true,
      toolCalls: true,
      endpoints: [
        {
          provider: 'upstage',
          as: 'solar-pro3',
          contextTokens: 131_072,
          outputTokens: 8_192,
          prices: [{ from: '2026-01-01', usd: { input: '0.25', output: '0.25' } }],
        },
      ],
    },
  ],
};
