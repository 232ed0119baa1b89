import type { LabEntries } from '../entries.ts';

export const cohere: LabEntries = {
  lab: 'cohere',
  name: 'Cohere',
  models: [
    {
      id: 'command-a',
      name: 'Command A',
      releasedAt: '2025-03-13',
      openWeights: true,
      reasoning: true,
      toolCalls: true,
      endpoints: [
        {
          provider: 'azure',
          as: 'cohere-command-a',
          contextTokens: 256_000,
          outputTokens: 8_000,
          prices: [{ from: '2025-03-13', usd: { input: '2.5', output: '10' } }],
        },
      ],
    },
    {
      id: 'command-a-03-2025',
      name: 'Command A',
      releasedAt: '2025-03-13',
      openWeights: true,
      toolCalls: true,
      endpoints: [
        {
          provider: 'cohere',
          as: 'command-a-03-2025',
          contextTokens: 256_000,
          outputTokens: 8_000,
          prices: [{ from: '2025-03-13', usd: { input: '2.5', output: '10' } }],
        },
      ],
    },
    {
      id: 'command-a-plus-05-2026',
      name: 'Command A Plus',
      releasedAt: '2026-05-20',
      openWeights: true,
      input: ['text', 'image'],
      reasoning: true,
      toolCalls: true,
      structuredOutput: true,
      endpoints: [
        {
          provider: 'cohere',
          as: 'command-a-plus-05-2026',
          contextTokens: 128_000,
          outputTokens: 64_000,
          prices: [{ from: '2026-05-20', usd: { input: '2.5', output: '10' } }],
        },
      ],
    },
    {
      id: 'command-a-reasoning-08-2025',
      name: 'Command A Reasoning',
      releasedAt: '2025-08-21',
      openWeights: true,
      reasoning: true,
      toolCalls: true,
      endpoints: [
        {
          provider: 'cohere',
          as: 'command-a-reasoning-08-2025',
          contextTokens: 256_000,
          outputTokens: 32_000,
          prices: [{ from: '2025-08-21', usd: { input: '2.5', output: '10' } }],
        },
      ],
    },
    {
      id: 'command-a-translate-08-2025',
      name: 'Command A Translate',
      releasedAt: '2025-08-28',
      openWeights: true,
      toolCalls: true,
      endpoints: [
        {
          provider: 'cohere',
          as: 'command-a-translate-08-2025',
          contextTokens: 8_000,
          outputTokens: 8_000,
          prices: [{ from: '2025-08-28', usd: { input: '2.5', output: '10' } }],
        },
      ],
    },
    {
      id: 'command-a-vision-07-2025',
      name: 'Command A Vision',
      releasedAt: '2025-07-31',
      openWeights: true,
      input: ['text', 'image'],
      endpoints: [
        {
          provider: 'cohere',
          as: 'command-a-vision-07-2025',
          contextTokens: 128_000,
          outputTokens: 8_000,
          prices: [{ from: '2025-07-31', usd: { input: '2.5', output: '10' } }],
        },
      ],
    },
    {
      id: 'command-r-08-2024',
      name: 'Command R',
      releasedAt: '2024-08-30',
      openWeights: true,
      toolCalls: true,
      endpoints: [
        {
          provider: 'azure',
          as: 'cohere-command-r-08-2024',
          contextTokens: 128_000,
          outputTokens: 4_000,
          prices: [{ from: '2024-08-30', usd: { input: '0.15', output: '0.6' } }],
        },
        {
          provider: 'cohere',
          as: 'command-r-08-2024',
          contextTokens: 128_000,
          outputTokens: 4_000,
          prices: [{ from: '2024-08-30', usd: { input: '0.15', output: '0.6' } }],
        },
      ],
    },
    {
      id: 'command-r-plus-08-2024',
      name: 'Command R+',
      releasedAt: '2024-08-30',
      openWeights: true,
      toolCalls: true,
      endpoints: [
        {
          provider: 'azure',
          as: 'cohere-command-r-plus-08-2024',
          contextTokens: 128_000,
          outputTokens: 4_000,
          prices: [{ from: '2024-08-30', usd: { input: '2.5', output: '10' } }],
        },
        {
          provider: 'cohere',
          as: 'command-r-plus-08-2024',
          contextTokens: 128_000,
          outputTokens: 4_000,
          prices: [{ from: '2024-08-30', usd: { input: '2.5', output: '10' } }],
        },
      ],
    },
    {
      id: 'command-r7b-12-2024',
      name: 'Command R7B',
      releasedAt: '2024-12-02',
      openWeights: true,
      toolCalls: true,
      endpoints: [
        {
          provider: 'cohere',
          as: 'command-r7b-12-2024',
          contextTokens: 128_000,
          outputTokens: 4_000,
          prices: [{ from: '2024-12-02', usd: { input: '0.0375', output: '0.15' } }],
        },
      ],
    },
    {
      id: 'command-r7b-arabic-02-2025',
      name: 'Command R7B Arabic',
      releasedAt: '2025-02-27',
      openWeights: true,
      toolCalls: true,
      endpoints: [
        {
          provider: 'cohere',
          as: 'command-r7b-arabic-02-2025',
          contextTokens: 128_000,
          outputTokens: 4_000,
          prices: [{ from: '2025-02-27', usd: { input: '0.0375', output: '0.15' } }],
        },
      ],
    },
    {
      id: 'embed-v-4-0',
      name: 'Embed v4',
      releasedAt: '2025-04-15',
      openWeights: true,
      kind: 'embedding',
      input: ['text', 'image'],
      endpoints: [
        { provider: 'azure', as: 'cohere-embed-v-4-0', contextTokens: 128_000, outputTokens: 1_536, prices: [{ from: '2025-04-15', usd: { input: '0.12' } }] },
      ],
    },
    {
      id: 'embed-v3-english',
      name: 'Embed v3 English',
      releasedAt: '2023-11-07',
      openWeights: true,
      kind: 'embedding',
      endpoints: [
        { provider: 'azure', as: 'cohere-embed-v3-english', contextTokens: 512, outputTokens: 1_024, prices: [{ from: '2023-11-07', usd: { input: '0.1' } }] },
      ],
    },
    {
      id: 'embed-v3-multilingual',
      name: 'Embed v3 Multilingual',
      releasedAt: '2023-11-07',
      openWeights: true,
      kind: 'embedding',
      endpoints: [
        {
          provider: 'azure',
          as: 'cohere-embed-v3-multilingual',
          contextTokens: 512,
          outputTokens: 1_024,
          prices: [{ from: '2023-11-07', usd: { input: '0.1' } }],
        },
      ],
    },
  ],
};
