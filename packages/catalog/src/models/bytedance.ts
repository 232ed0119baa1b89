import type { LabEntries } from '../entries.ts';

export const bytedance: LabEntries = {
  lab: 'bytedance',
  name: 'ByteDance',
  models: [
    {
      id: 'seed-oss-36b-instruct',
      name: 'ByteDance-Seed/Seed-OSS-36B-Instruct',
      releasedAt: '2025-09-04',
      toolCalls: true,
      structuredOutput: true,
      endpoints: [
        {
          provider: 'siliconflow',
          as: 'ByteDance-Seed/Seed-OSS-36B-Instruct',
          contextTokens: 262_000,
          outputTokens: 262_000,
          prices: [{ from: '2025-09-04', usd: { input: '0.21', output: '0.57' } }],
        },
      ],
    },
  ],
};
