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
        {
          provider: 'amazon-bedrock',
          as: 'global.amazon.nova-2-lite-v1:0',
          contextTokens: 1_000_000,
          outputTokens: 64_000,
          region: 'global',
          byHand: true,
          prices: [
            {
              from: '2024-12-01',
              usd: { input: '0.3', output: '2.5' },
              source: 'docs.aws.amazon.com, "Inference profiles"; aws.amazon.com/bedrock/pricing (not read again)',
            },
          ],
        },
        {
          provider: 'amazon-bedrock',
          as: 'us.amazon.nova-2-lite-v1:0',
          contextTokens: 1_000_000,
          outputTokens: 64_000,
          region: 'us',
          byHand: true,
          prices: [
            {
              from: '2024-12-01',
              usd: { input: '0.33', output: '2.75' },
              source: 'docs.aws.amazon.com, "Inference profiles"; aws.amazon.com/bedrock/pricing (not read again)',
            },
          ],
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
    {
      id: 'rerank-v1',
      name: 'Amazon Rerank 1.0',
      releasedAt: '2024-12-01',
      kind: 'rerank',
      endpoints: [
        {
          provider: 'amazon-bedrock',
          as: 'amazon.rerank-v1:0',
          contextTokens: 4_096,
          outputTokens: 0,
          byHand: true,
          prices: [{ from: '2024-12-01', usd: { units: '1000' }, unit: 'search', source: 'aws.amazon.com/bedrock/pricing (not read again)' }],
        },
      ],
    },
    {
      id: 'titan-embed-text-v1',
      name: 'Titan Text Embeddings',
      releasedAt: '2023-09-28',
      kind: 'embedding',
      endpoints: [
        {
          provider: 'amazon-bedrock',
          as: 'amazon.titan-embed-text-v1',
          contextTokens: 8_192,
          outputTokens: 0,
          byHand: true,
          prices: [{ from: '2023-09-28', usd: { input: '0.1' }, source: 'aws.amazon.com/bedrock/pricing (not read again)' }],
        },
      ],
    },
    {
      id: 'titan-embed-text-v2',
      name: 'Titan Text Embeddings V2',
      releasedAt: '2024-04-30',
      kind: 'embedding',
      endpoints: [
        {
          provider: 'amazon-bedrock',
          as: 'amazon.titan-embed-text-v2:0',
          contextTokens: 8_192,
          outputTokens: 0,
          byHand: true,
          prices: [{ from: '2024-04-30', usd: { input: '0.02' }, source: 'aws.amazon.com/bedrock/pricing (not read again)' }],
        },
      ],
    },
  ],
};
