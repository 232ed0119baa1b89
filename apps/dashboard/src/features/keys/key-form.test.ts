import { describe, expect, it } from 'vitest';
import { emptyKeyForm, keyFormOf, limitsOf, limitWords } from './key-form.ts';
import type { KeyRow } from './server/list-keys.ts';
import { keyLimitsSchema } from './server/key-input.ts';

const KEY: KeyRow = {
  id: 'key_1',
  name: 'Production',
  masked: 'mh_live_abcd…wxyz',
  status: 'active',
  project: { id: 'prj_1', name: 'Default' },
  createdBy: null,
  requestsPerMinute: 600,
  tokensPerMinute: null,
  maxConcurrency: 20,
  budgetNanoUsd: 12_500_000_001n,
  budgetWindow: 'week',
  allowedModels: ['openai/gpt-4o'],
  deniedModels: ['openai/gpt-4o-mini', 'openai/gpt-4.1'],
  allowedProviders: ['openai', 'azure'],
  deniedProviders: ['groq'],
  defaultPolicy: { id: 'pol_1', name: 'support' },
  createdAt: new Date('2026-11-01T00:00:00Z'),
  expiresAt: new Date('2026-12-24T18:30:00Z'),
  revokedAt: null,
  lastUsedAt: null,
  spendThisMonthNanoUsd: 0n,
  requestsThisMonth: 0,
};

describe('key form', () => {
  it('saved as it came it changes nothing', () => {
    expect(keyLimitsSchema.parse(limitsOf(keyFormOf(KEY), KEY))).toEqual({
      requestsPerMinute: 600,
      tokensPerMinute: null,
      maxConcurrency: 20,
      budget: { amountUsd: 12_500_000_001n, window: 'week' },
      allowedModels: ['openai/gpt-4o'],
      deniedModels: ['openai/gpt-4o-mini', 'openai/gpt-4.1'],
      allowedProviders: ['openai', 'azure'],
      deniedProviders: ['groq'],
      defaultPolicyId: 'pol_1',
      expiresAt: KEY.expiresAt,
    });
  });

  it('left empty it limits nothing', () => {
    expect(keyLimitsSchema.parse(limitsOf(emptyKeyForm('prj_1'), null))).toEqual(keyLimitsSchema.parse({}));
  });

  it('ends with the day that was typed', () => {
    expect(limitsOf({ ...emptyKeyForm('prj_1'), expiresOn: '2026-12-31' }, null).expiresAt).toEqual(new Date('2026-12-31T23:59:59.999Z'));
    expect(limitsOf({ ...keyFormOf(KEY), expiresOn: '' }, KEY).expiresAt).toBeNull();
  });

  it('takes numbers as people type them and leaves words to the server', () => {
    expect(limitsOf({ ...emptyKeyForm('prj_1'), tokensPerMinute: '2,000 000' }, null).tokensPerMinute).toBe(2_000_000);
    const result = keyLimitsSchema.safeParse(limitsOf({ ...emptyKeyForm('prj_1'), tokensPerMinute: 'many' }, null));
    expect(result.error?.issues[0]).toMatchObject({ path: ['tokensPerMinute'], message: 'Enter a whole number, or leave it empty for no limit.' });
  });

  it('says its limits, the money first', () => {
    expect(limitWords(KEY)).toEqual([
      '$12.50 a week',
      '600 requests/min',
      '20 at once',
      'openai/gpt-4o',
      'not 2 models',
      'only 2 providers',
      'not groq',
      'policy support',
    ]);
  });
});
