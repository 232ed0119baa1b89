import type { LabEntries } from '../entries.ts';

export const stepfun: LabEntries = {
  lab: 'stepfun',
  name: 'StepFun',
  models: [
    {
      id: 'step-3.5-flash',
      name: 'stepfun-ai/Step-3.5-Flash',
      releasedAt: '2026-02-11',
      reasoning: true,
      toolCalls: true,
      structuredOutput: true,
      endpoints: [
        {
          provider: 'siliconflow',
          as: 'stepfun-ai/Step-3.5-Flash',
          contextTokens: 262_000,
          outputTokens: 262_000,
          prices: [{ from: '2026-02-11', usd: { input: '0.1', output: '0.3' } }],
        },
      ],
    },
  ],
};
