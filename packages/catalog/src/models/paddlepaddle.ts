import type { LabEntries } from '../entries.ts';

export const paddlepaddle: LabEntries = {
  lab: 'paddlepaddle',
  name: 'PaddlePaddle',
  models: [
    {
      id: 'paddleocr-vl',
      name: 'PaddleOCR-VL',
      releasedAt: '2025-10-22',
      openWeights: true,
      input: ['text', 'image'],
      endpoints: [
        {
          provider: 'novita-ai',
          as: 'paddlepaddle/paddleocr-vl',
          contextTokens: 16_384,
          outputTokens: 16_384,
          prices: [{ from: '2025-10-22', usd: { input: '0.02', output: '0.02' } }],
        },
      ],
    },
  ],
};
