import type { LabEntries } from '../entries.ts';

export const tencent: LabEntries = {
  lab: 'tencent',
  name: 'Tencent',
  models: [
    {
      id: 'hunyuan-a13b-instruct',
      name: 'tencent/Hunyuan-A13B-Instruct',
      releasedAt: '2025-06-30',
      reasoning: true,
      toolCalls: true,
      structuredOutput: true,
      endpoints: [
        {
          provider: 'siliconflow',
          as: 'tencent/Hunyuan-A13B-Instruct',
          contextTokens: 131_000,
          outputTokens: 131_000,
          prices: [{ from: '2025-06-30', usd: { input: '0.14', output: '0.57' } }],
        },
      ],
    },
    {
      id: 'hy3-preview',
      name: 'Hy3 preview',
      releasedAt: '2026-04-20',
      reasoning: true,
      toolCalls: true,
      endpoints: [
        {
          provider: 'siliconflow',
          as: 'tencent/Hy3-preview',
          contextTokens: 262_144,
          outputTokens: 262_144,
          prices: [{ from: '2026-04-20', usd: { input: '0.066', output: '0.26', cachedInput: '0.029' } }],
        },
      ],
    },
  ],
};
