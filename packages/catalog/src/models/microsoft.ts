import type { LabEntries } from '../entries.ts';

export const microsoft: LabEntries = {
  lab: 'microsoft',
  name: 'Microsoft',
  models: [
    {
      id: 'phi-3-medium-128k-instruct',
      name: 'Phi-3-medium-instruct (128k)',
      releasedAt: '2024-04-23',
      openWeights: true,
      endpoints: [
        {
          provider: 'azure',
          as: 'phi-3-medium-128k-instruct',
          contextTokens: 128_000,
          outputTokens: 4_096,
          prices: [{ from: '2024-04-23', usd: { input: '0.17', output: '0.68' } }],
        },
      ],
    },
    {
      id: 'phi-3-medium-4k-instruct',
      name: 'Phi-3-medium-instruct (4k)',
      releasedAt: '2024-04-23',
      openWeights: true,
      endpoints: [
        {
          provider: 'azure',
          as: 'phi-3-medium-4k-instruct',
          contextTokens: 4_096,
          outputTokens: 1_024,
          prices: [{ from: '2024-04-23', usd: { input: '0.17', output: '0.68' } }],
        },
      ],
    },
    {
      id: 'phi-3-mini-128k-instruct',
      name: 'Phi-3-mini-instruct (128k)',
      releasedAt: '2024-04-23',
      openWeights: true,
      endpoints: [
        {
          provider: 'azure',
          as: 'phi-3-mini-128k-instruct',
          contextTokens: 128_000,
          outputTokens: 4_096,
          prices: [{ from: '2024-04-23', usd: { input: '0.13', output: '0.52' } }],
        },
      ],
    },
    {
      id: 'phi-3-mini-4k-instruct',
      name: 'Phi-3-mini-instruct (4k)',
      releasedAt: '2024-04-23',
      openWeights: true,
      endpoints: [
        {
          provider: 'azure',
          as: 'phi-3-mini-4k-instruct',
          contextTokens: 4_096,
          outputTokens: 1_024,
          prices: [{ from: '2024-04-23', usd: { input: '0.13', output: '0.52' } }],
        },
      ],
    },
    {
      id: 'phi-3-small-128k-instruct',
      name: 'Phi-3-small-instruct (128k)',
      releasedAt: '2024-04-23',
      openWeights: true,
      endpoints: [
        {
          provider: 'azure',
          as: 'phi-3-small-128k-instruct',
          contextTokens: 128_000,
          outputTokens: 4_096,
          prices: [{ from: '2024-04-23', usd: { input: '0.15', output: '0.6' } }],
        },
      ],
    },
    {
      id: 'phi-3-small-8k-instruct',
      name: 'Phi-3-small-instruct (8k)',
      releasedAt: '2024-04-23',
      openWeights: true,
      endpoints: [
        {
          provider: 'azure',
          as: 'phi-3-small-8k-instruct',
          contextTokens: 8_192,
          outputTokens: 2_048,
          prices: [{ from: '2024-04-23', usd: { input: '0.15', output: '0.6' } }],
        },
      ],
    },
    {
      id: 'phi-3.5-mini-instruct',
      name: 'Phi-3.5-mini-instruct',
      releasedAt: '2024-08-20',
      openWeights: true,
      endpoints: [
        {
          provider: 'azure',
          as: 'phi-3.5-mini-instruct',
          contextTokens: 128_000,
          outputTokens: 4_096,
          prices: [{ from: '2024-08-20', usd: { input: '0.13', output: '0.52' } }],
        },
      ],
    },
    {
      id: 'phi-3.5-moe-instruct',
      name: 'Phi-3.5-MoE-instruct',
      releasedAt: '2024-08-20',
      openWeights: true,
      endpoints: [
        {
          provider: 'azure',
          as: 'phi-3.5-moe-instruct',
          contextTokens: 128_000,
          outputTokens: 4_096,
          prices: [{ from: '2024-08-20', usd: { input: '0.16', output: '0.64' } }],
        },
      ],
    },
    {
      id: 'phi-4',
      name: 'Phi-4',
      releasedAt: '2024-12-11',
      openWeights: true,
      endpoints: [
        {
          provider: 'azure',
          as: 'phi-4',
          contextTokens: 128_000,
          outputTokens: 4_096,
          prices: [{ from: '2024-12-11', usd: { input: '0.125', output: '0.5' } }],
        },
      ],
    },
    {
      id: 'phi-4-mini',
      name: 'Phi-4-mini',
      releasedAt: '2024-12-11',
      openWeights: true,
      toolCalls: true,
      endpoints: [
        {
          provider: 'azure',
          as: 'phi-4-mini',
          contextTokens: 128_000,
          outputTokens: 4_096,
          prices: [{ from: '2024-12-11', usd: { input: '0.075', output: '0.3' } }],
        },
      ],
    },
    {
      id: 'phi-4-mini-reasoning',
      name: 'Phi-4-mini-reasoning',
      releasedAt: '2024-12-11',
      openWeights: true,
      reasoning: true,
      toolCalls: true,
      endpoints: [
        {
          provider: 'azure',
          as: 'phi-4-mini-reasoning',
          contextTokens: 128_000,
          outputTokens: 4_096,
          prices: [{ from: '2024-12-11', usd: { input: '0.075', output: '0.3' } }],
        },
      ],
    },
    {
      id: 'phi-4-multimodal',
      name: 'Phi-4-multimodal',
      releasedAt: '2024-12-11',
      openWeights: true,
      input: ['text', 'image', 'audio'],
      endpoints: [
        {
          provider: 'azure',
          as: 'phi-4-multimodal',
          contextTokens: 128_000,
          outputTokens: 4_096,
          prices: [{ from: '2024-12-11', usd: { input: '0.08', output: '0.32', audioInput: '4' } }],
        },
      ],
    },
    {
      id: 'phi-4-reasoning',
      name: 'Phi-4-reasoning',
      releasedAt: '2024-12-11',
      openWeights: true,
      reasoning: true,
      endpoints: [
        {
          provider: 'azure',
          as: 'phi-4-reasoning',
          contextTokens: 32_000,
          outputTokens: 4_096,
          prices: [{ from: '2024-12-11', usd: { input: '0.125', output: '0.5' } }],
        },
      ],
    },
    {
      id: 'phi-4-reasoning-plus',
      name: 'Phi-4-reasoning-plus',
      releasedAt: '2024-12-11',
      openWeights: true,
      reasoning: true,
      endpoints: [
        {
          provider: 'azure',
          as: 'phi-4-reasoning-plus',
          contextTokens: 32_000,
          outputTokens: 4_096,
          prices: [{ from: '2024-12-11', usd: { input: '0.125', output: '0.5' } }],
        },
      ],
    },
    {
      id: 'wizardlm-2-8x22b',
      name: 'Wizardlm 2 8x22B',
      releasedAt: '2024-04-24',
      openWeights: true,
      endpoints: [
        {
          provider: 'novita-ai',
          as: 'microsoft/wizardlm-2-8x22b',
          contextTokens: 65_535,
          outputTokens: 8_000,
          prices: [{ from: '2024-04-24', usd: { input: '0.62', output: '0.62' } }],
        },
      ],
    },
  ],
};
