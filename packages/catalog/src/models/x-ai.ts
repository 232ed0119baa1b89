import type { LabEntries } from '../entries.ts';

export const xAi: LabEntries = {
  lab: 'x-ai',
  name: 'xAI',
  models: [
    {
      id: 'grok-4-fast-reasoning',
      name: 'Grok 4 Fast (Reasoning)',
      releasedAt: '2025-09-19',
      input: ['text', 'image'],
      reasoning: true,
      toolCalls: true,
      endpoints: [
        {
          provider: 'azure',
          as: 'grok-4-fast-reasoning',
          contextTokens: 2_000_000,
          outputTokens: 30_000,
          prices: [{ from: '2025-09-19', usd: { input: '0.2', output: '0.5', cachedInput: '0.05' } }],
        },
      ],
    },
    {
      id: 'grok-4.1-fast-non-reasoning',
      name: 'Grok 4.1 Fast (Non-Reasoning)',
      releasedAt: '2025-06-27',
      input: ['text', 'image'],
      toolCalls: true,
      endpoints: [
        {
          provider: 'azure',
          as: 'grok-4-1-fast-non-reasoning',
          contextTokens: 128_000,
          outputTokens: 8_192,
          prices: [{ from: '2025-06-27', usd: { input: '0.2', output: '0.5', cachedInput: '0.05' } }],
        },
      ],
    },
    {
      id: 'grok-4.1-fast-reasoning',
      name: 'Grok 4.1 Fast (Reasoning)',
      releasedAt: '2025-06-27',
      input: ['text', 'image'],
      reasoning: true,
      toolCalls: true,
      endpoints: [
        {
          provider: 'azure',
          as: 'grok-4-1-fast-reasoning',
          contextTokens: 128_000,
          outputTokens: 8_192,
          prices: [{ from: '2025-06-27', usd: { input: '0.2', output: '0.5', cachedInput: '0.05' } }],
        },
      ],
    },
    {
      id: 'grok-4.20-multi-agent-0309',
      name: 'Grok 4.20 Multi-Agent',
      releasedAt: '2026-03-09',
      input: ['text', 'image', 'pdf'],
      reasoning: true,
      structuredOutput: true,
      endpoints: [
        {
          provider: 'xai',
          as: 'grok-4.20-multi-agent-0309',
          contextTokens: 1_000_000,
          outputTokens: 30_000,
          prices: [
            {
              from: '2026-03-09',
              usd: { input: '1.25', output: '2.5', cachedInput: '0.2' },
              usdOver: { 200_000: { input: '2.5', output: '5', cachedInput: '0.4' } },
            },
          ],
        },
      ],
    },
    {
      id: 'grok-4.20-non-reasoning',
      name: 'Grok 4.20 (Non-Reasoning)',
      releasedAt: '2026-04-08',
      toolCalls: true,
      endpoints: [
        {
          provider: 'azure',
          as: 'grok-4-20-non-reasoning',
          contextTokens: 262_000,
          outputTokens: 8_192,
          prices: [{ from: '2026-04-08', usd: { input: '2', output: '6' } }],
        },
        {
          provider: 'xai',
          as: 'grok-4.20-0309-non-reasoning',
          contextTokens: 1_000_000,
          outputTokens: 30_000,
          prices: [
            {
              from: '2026-03-09',
              usd: { input: '1.25', output: '2.5', cachedInput: '0.2' },
              usdOver: { 200_000: { input: '2.5', output: '5', cachedInput: '0.4' } },
            },
          ],
        },
      ],
    },
    {
      id: 'grok-4.20-reasoning',
      name: 'Grok 4.20 (Reasoning)',
      releasedAt: '2026-04-08',
      reasoning: true,
      toolCalls: true,
      endpoints: [
        {
          provider: 'azure',
          as: 'grok-4-20-reasoning',
          contextTokens: 262_000,
          outputTokens: 8_192,
          prices: [{ from: '2026-04-08', usd: { input: '2', output: '6' } }],
        },
        {
          provider: 'xai',
          as: 'grok-4.20-0309-reasoning',
          contextTokens: 1_000_000,
          outputTokens: 30_000,
          prices: [
            {
              from: '2026-03-09',
              usd: { input: '1.25', output: '2.5', cachedInput: '0.2' },
              usdOver: { 200_000: { input: '2.5', output: '5', cachedInput: '0.4' } },
            },
          ],
        },
      ],
    },
    {
      id: 'grok-4.3',
      name: 'Grok 4.3',
      releasedAt: '2026-04-17',
      input: ['text', 'image'],
      reasoning: true,
      toolCalls: true,
      structuredOutput: true,
      endpoints: [
        {
          provider: 'amazon-bedrock',
          as: 'xai.grok-4.3',
          contextTokens: 1_000_000,
          outputTokens: 131_072,
          prices: [{ from: '2026-04-17', usd: { input: '1.25', output: '2.5', cachedInput: '0.2' } }],
        },
        {
          provider: 'xai',
          as: 'grok-4.3',
          contextTokens: 1_000_000,
          outputTokens: 30_000,
          prices: [
            {
              from: '2026-04-17',
              usd: { input: '1.25', output: '2.5', cachedInput: '0.2' },
              usdOver: { 200_000: { input: '2.5', output: '5', cachedInput: '0.4' } },
            },
          ],
        },
      ],
    },
    {
      id: 'grok-build-0.1',
      name: 'Grok Build 0.1',
      releasedAt: '2026-04-16',
      input: ['text', 'image', 'pdf'],
      reasoning: true,
      toolCalls: true,
      structuredOutput: true,
      endpoints: [
        {
          provider: 'xai',
          as: 'grok-build-0.1',
          contextTokens: 256_000,
          outputTokens: 256_000,
          prices: [
            { from: '2026-04-16', usd: { input: '1', output: '2', cachedInput: '0.2' }, usdOver: { 200_000: { input: '2', output: '4', cachedInput: '0.4' } } },
          ],
        },
      ],
    },
  ],
};
