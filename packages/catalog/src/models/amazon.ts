import type { LabEntries } from '../entries.ts';

export const amazon: LabEntries = {
  lab: 'amazon',
  name: 'Amazon',
  models: [
    {
      id: 'nova-2-lite',
      name: 'Nova 2 Lite',
      releasedAt: '2024-12-01',
      input: ['text', 'image', 'video'],
      reasoning: true,
      toolCalls: true,
      endpoints: [
        {
          provider: 'amazon-bedrock',
          as: 'amazon.nova-2-lite-v1:0',
          contextTokens: 128_000,
          outputTokens: 4_096,
          prices: [{ from: '2024-12-01', usd: { input: '0.33', output: '2.75' } }],
        },
      ],
    },
    {
      id: 'nova-lite',
      name: 'Nova Lite',
      releasedAt: '2024-12-03',
      input: ['text', 'image', 'video'],
      toolCalls: true,
      endpoints: [
        {
          provider: 'amazon-bedrock',
          as: 'amazon.nova-lite-v1:0',
          contextTokens: 300_000,
          outputTokens: 8_192,
          prices: [{ from: '2024-12-03', usd: { input: '0.06', output: '0.24', cachedInput: '0.015' } }],
        },
      ],
    },
    {
      id: 'nova-micro',
      name: 'Nova Micro',
      releasedAt: '2024-12-03',
      toolCalls: true,
      endpoints: [
        {
          provider: 'amazon-bedrock',
          as: 'amazon.nova-micro-v1:0',
          contextTokens: 128_000,
          outputTokens: 8_192,
          prices: [{ from: '2024-12-03', usd: { input: '0.035', output: '0.14', cachedInput: '0.00875' } }],
        },
      ],
    },
    {
      id: 'nova-pro',
      name: 'Nova Pro',
      releasedAt: '2024-12-03',
      input: ['text', 'image', 'video'],
      toolCalls: true,
      endpoints: [
        {
          provider: 'amazon-bedrock',
          as: 'amazon.nova-pro-v1:0',
          contextTokens: 300_000,
          outputTokens: 8_192,
          prices: [{ from: '2024-12-03', usd: { input: '0.8', output: '3.2', cachedInput: '0.2' } }],
        },
      ],
    },
  ],
};
