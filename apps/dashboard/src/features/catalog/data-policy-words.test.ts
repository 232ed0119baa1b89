import { expect, test } from 'vitest';
import { dataPolicyWords } from './data-policy-words.ts';

test.each([
  [{ training: false, retentionDays: 30 }, 'no training, kept 30 days'],
  [{ training: false, retentionDays: 0 }, 'no training, not kept'],
  [{ training: true, retentionDays: null }, 'may train on it'],
  [{ training: null, retentionDays: null }, 'not stated'],
])('%o reads "%s"', (policy, words) => {
  expect(dataPolicyWords(policy)).toBe(words);
});
