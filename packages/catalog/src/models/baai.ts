import type { LabEntries } from '../entries.ts';

export const baai: LabEntries = {
  lab: 'baai',
  name: 'BAAI',
  models: [
    {
      id: 'bge-base-en-v1.5',
      name: 'BGE Base EN v1.5',
      releasedAt: '2023-09-12',
      openWeights: true,
      kind: 'embedding',
      endpoints: [
        {
          provider: 'cloudflare-workers-ai',
          as: '@cf/baai/bge-base-en-v1.5',
          contextTokens: 512,
          outputTokens: 0,
          byHand: true,
          prices: [{ from: '2023-09-12', usd: { input: '0.067' }, source: 'developers.cloudflare.com/workers-ai/platform/pricing, as known in November 2026' }],
        },
        {
          provider: 'deepinfra',
          as: 'BAAI/bge-base-en-v1.5',
          contextTokens: 512,
          outputTokens: 0,
          byHand: true,
          prices: [{ from: '2023-09-12', usd: { input: '0.005' }, source: 'deepinfra.com/pricing (not read again)' }],
        },
        {
          provider: 'togetherai',
          as: 'BAAI/bge-base-en-v1.5',
          contextTokens: 512,
          outputTokens: 0,
          byHand: true,
          prices: [{ from: '2023-09-12', usd: { input: '0.008' }, source: 'together.ai/pricing, as known in November 2026' }],
        },
      ],
    },
    {
      id: 'bge-large-en-v1.5',
      name: 'BGE Large EN v1.5',
      releasedAt: '2023-09-12',
      openWeights: true,
      kind: 'embedding',
      endpoints: [
        {
          provider: 'cloudflare-workers-ai',
          as: '@cf/baai/bge-large-en-v1.5',
          contextTokens: 512,
          outputTokens: 0,
          byHand: true,
          prices: [{ from: '2023-09-12', usd: { input: '0.204' }, source: 'developers.cloudflare.com/workers-ai/platform/pricing, as known in November 2026' }],
        },
        {
          provider: 'deepinfra',
          as: 'BAAI/bge-large-en-v1.5',
          contextTokens: 512,
          outputTokens: 0,
          byHand: true,
          prices: [{ from: '2023-09-12', usd: { input: '0.01' }, source: 'deepinfra.com/pricing (not read again)' }],
        },
        {
          provider: 'togetherai',
          as: 'BAAI/bge-large-en-v1.5',
          contextTokens: 512,
          outputTokens: 0,
          byHand: true,
          prices: [{ from: '2023-09-12', usd: { input: '0.02' }, source: 'together.ai/pricing, as known in November 2026' }],
        },
      ],
    },
    {
      id: 'bge-m3',
      name: 'BGE M3',
      releasedAt: '2024-01-30',
      openWeights: true,
      kind: 'embedding',
      endpoints: [
        {
          provider: 'cloudflare-workers-ai',
          as: '@cf/baai/bge-m3',
          contextTokens: 8_192,
          outputTokens: 0,
          byHand: true,
          prices: [{ from: '2024-01-30', usd: { input: '0.012' }, source: 'developers.cloudflare.com/workers-ai/platform/pricing, as known in November 2026' }],
        },
        {
          provider: 'deepinfra',
          as: 'BAAI/bge-m3',
          contextTokens: 8_192,
          outputTokens: 0,
          byHand: true,
          prices: [{ from: '2024-01-30', usd: { input: '0.01' }, source: 'deepinfra.com/pricing (not read again)' }],
        },
      ],
    },
    {
      id: 'bge-multilingual-gemma2',
      name: 'BGE Multilingual Gemma2',
      releasedAt: '2024-07-26',
      kind: 'embedding',
      endpoints: [
        {
          provider: 'scaleway',
          as: 'bge-multilingual-gemma2',
          contextTokens: 8_191,
          outputTokens: 3_072,
          prices: [{ from: '2024-07-26', usd: { input: '0.1' } }],
        },
      ],
    },
  ],
};
