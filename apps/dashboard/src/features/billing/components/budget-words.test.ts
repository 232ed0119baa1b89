import { expect, it } from 'vitest';
import { budgetLevel } from './budget-words.ts';

it.each([
  [0n, 0, 'calm'],
  [799n, 79, 'calm'],
  [800n, 80, 'near'],
  [999n, 99, 'near'],
  [1_000n, 100, 'reached'],
  [1_000_000n, 999, 'reached'],
  [-5n, 0, 'calm'],
])('%s of 1,000 is %s %% and %s', (spentNanoUsd, percent, tone) => {
  expect(budgetLevel({ capNanoUsd: 1_000n, spentNanoUsd })).toEqual({ percent, tone });
});
