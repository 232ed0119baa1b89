import type { LabEntries } from '../entries.ts';

export const baidu: LabEntries = {
  lab: 'baidu',
  name: 'Baidu',
  models: [
    {
      id: 'ernie-4.5-21b-a3b',
      name: 'ERNIE 4.5 21B A3B',
      releasedAt: '2025-06-30',
      openWeights: true,
      toolCalls: true,
      endpoints: [
        {
          provider: 'novita-ai',
          as: 'baidu/ernie-4.5-21B-a3b',
          contextTokens: 120_000,
          outputTokens: 8_000,
          prices: [{ from: '2025-06-30', usd: { input: '0.07', output: '0.28' } }],
        },
      ],
    },
    {
      id: 'ernie-4.5-21b-a3b-thinking',
      name: 'ERNIE-4.5-21B-A3B-Thinking',
      releasedAt: '2025-09-19',
      openWeights: true,
      reasoning: true,
      endpoints: [
        {
          provider: 'novita-ai',
          as: 'baidu/ernie-4.5-21B-a3b-thinking',
          contextTokens: 131_072,
          outputTokens: 65_536,
          prices: [{ from: '2025-09-19', usd: { input: '0.07', output: '0.28' } }],
        },
      ],
    },
    {
      id: 'ernie-4.5-300b-a47b',
      name: 'ERNIE 4.5 300B A47B',
      releasedAt: '2025-06-30',
      openWeights: true,
      structuredOutput: true,
      endpoints: [
        {
          provider: 'novita-ai',
          as: 'baidu/ernie-4.5-300b-a47b-paddle',
          contextTokens: 123_000,
          outputTokens: 12_000,
          prices: [{ from: '2025-06-30', usd: { input: '0.28', output: '1.1' } }],
        },
        {
          provider: 'siliconflow',
          as: 'baidu/ERNIE-4.5-300B-A47B',
          contextTokens: 131_000,
          outputTokens: 131_000,
          prices: [{ from: '2025-07-02', usd: { input: '0.28', output: '1.1' } }],
        },
      ],
    },
    {
      id: 'ernie-4.5-vl-28b-a3b',
      name: 'ERNIE 4.5 VL 28B A3B',
      releasedAt: '2025-06-30',
      openWeights: true,
      input: ['text', 'image'],
      reasoning: true,
      toolCalls: true,
      endpoints: [
        {
          provider: 'novita-ai',
          as: 'baidu/ernie-4.5-vl-28b-a3b',
          contextTokens: 30_000,
          outputTokens: 8_000,
          prices: [{ from: '2025-06-30', usd: { input: '0.14', output: '0.56' } }],
        },
      ],
    },
    {
      id: 'ernie-4.5-vl-28b-a3b-thinking',
      name: 'ERNIE-4.5-VL-28B-A3B-Thinking',
      releasedAt: '2025-11-26',
      openWeights: true,
      input: ['text', 'image', 'video'],
      reasoning: true,
      toolCalls: true,
      structuredOutput: true,
      endpoints: [
        {
          provider: 'novita-ai',
          as: 'baidu/ernie-4.5-vl-28b-a3b-thinking',
          contextTokens: 131_072,
          outputTokens: 65_536,
          prices: [{ from: '2025-11-26', usd: { input: '0.39', output: '0.39' } }],
        },
      ],
    },
    {
      id: 'ernie-4.5-vl-424b-a47b',
      name: 'ERNIE 4.5 VL 424B A47B',
      releasedAt: '2025-06-30',
      openWeights: true,
      input: ['text', 'image'],
      reasoning: true,
      endpoints: [
        {
          provider: 'novita-ai',
          as: 'baidu/ernie-4.5-vl-424b-a47b',
          contextTokens: 123_000,
          outputTokens: 16_000,
          prices: [{ from: '2025-06-30', usd: { input: '0.42', output: '1.25' } }],
        },
      ],
    },
  ],
};
