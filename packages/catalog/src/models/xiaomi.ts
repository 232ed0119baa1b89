import type { LabEntries } from '../entries.ts';

export const xiaomi: LabEntries = {
  lab: 'xiaomi',
  name: 'Xiaomi',
  models: [
    {
      id: 'mimo-v2-flash',
      name: 'XiaomiMiMo/MiMo-V2-Flash',
      releasedAt: '2025-12-19',
      openWeights: true,
      reasoning: true,
      toolCalls: true,
      structuredOutput: true,
      endpoints: [
        {
          provider: 'novita-ai',
          as: 'xiaomimimo/mimo-v2-flash',
          contextTokens: 262_144,
          outputTokens: 32_000,
          prices: [{ from: '2025-12-19', usd: { input: '0.1', output: '0.3', cachedInput: '0.3' } }],
        },
      ],
    },
    {
      id: 'mimo-v2-pro',
      name: 'MiMo-V2-Pro',
      releasedAt: '2026-03-18',
      reasoning: true,
      toolCalls: true,
      structuredOutput: true,
      endpoints: [
        {
          provider: 'novita-ai',
          as: 'xiaomimimo/mimo-v2-pro',
          contextTokens: 1_048_576,
          outputTokens: 131_072,
          prices: [
            { from: '2026-03-18', usd: { input: '2', output: '6', cachedInput: '0.4' }, usdOver: { 256_000: { input: '2', output: '6', cachedInput: '0.4' } } },
          ],
        },
      ],
    },
    {
      id: 'mimo-v2.5',
      name: 'MiMo-V2.5',
      releasedAt: '2026-04-22',
      openWeights: true,
      input: ['text', 'image', 'audio', 'video'],
      reasoning: true,
      toolCalls: true,
      endpoints: [
        {
          provider: 'deepinfra',
          as: 'XiaomiMiMo/MiMo-V2.5',
          contextTokens: 262_144,
          outputTokens: 16_384,
          prices: [
            {
              from: '2026-04-22',
              usd: { input: '0.4', output: '2', cachedInput: '0.08' },
              usdOver: { 256_000: { input: '0.8', output: '4', cachedInput: '0.16' } },
            },
          ],
        },
      ],
    },
    {
      id: 'mimo-v2.5-pro',
      name: 'MiMo-V2.5-Pro',
      releasedAt: '2026-04-22',
      openWeights: true,
      reasoning: true,
      toolCalls: true,
      endpoints: [
        {
          provider: 'deepinfra',
          as: 'XiaomiMiMo/MiMo-V2.5-Pro',
          contextTokens: 32_768,
          outputTokens: 16_384,
          prices: [
            { from: '2026-04-22', usd: { input: '1', output: '3', cachedInput: '0.2' }, usdOver: { 256_000: { input: '2', output: '6', cachedInput: '0.4' } } },
          ],
        },
        {
          provider: 'novita-ai',
          as: 'xiaomimimo/mimo-v2.5-pro',
          contextTokens: 1_048_576,
          outputTokens: 131_072,
          prices: [
            { from: '2026-04-22', usd: { input: '2', output: '6', cachedInput: '0.4' }, usdOver: { 256_000: { input: '2', output: '6', cachedInput: '0.4' } } },
          ],
        },
      ],
    },
  ],
};
