import { expect, it } from 'vitest';
import { percentFromPpm } from './percent.ts';

it.each([
  [1_000_000n, '100.0000 %'],
  [999_999n, '99.9999 %'],
  [999_000n, '99.9000 %'],
  [50_001n, '5.0001 %'],
  [0n, '0.0000 %'],
])('%s ppm is %s', (ppm, text) => {
  expect(percentFromPpm(ppm).replace('\u00a0', ' ')).toBe(text);
});
