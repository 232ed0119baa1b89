import { describe, expect, it } from 'vitest';
import { anthropicHeadroom, cerebrasHeadroom, mistralHeadroom, openaiHeadroom } from './headroom.ts';
import { PROVIDERS } from './registry.ts';

const NOW = Date.parse('2026-11-24T10:00:00Z');

describe('openaiHeadroom', () => {
  const headers = (requests: string, tokens: string, more = {}) => ({
    'x-ratelimit-limit-requests': '10000',
    'x-ratelimit-remaining-requests': requests,
    'x-ratelimit-limit-tokens': '2000000',
    'x-ratelimit-remaining-tokens': tokens,
    'x-ratelimit-reset-requests': '6ms',
    'x-ratelimit-reset-tokens': '12.5s',
    ...more,
  });

  it.each([
    ['plenty of both', headers('9999', '1999000'), { share: 0.9995, lowForMs: 0 }],
    ['the nearer of two', headers('9999', '200000'), { share: 0.1, lowForMs: 0 }],
    ['little of one, until it is reset', headers('9999', '20000'), { share: 0.01, lowForMs: 12_500 }],
    ['nothing left', headers('0', '0'), { share: 0, lowForMs: 6 }],
    [
      'a reset in minutes, which is looked at again before',
      headers('10', '1999000', { 'x-ratelimit-reset-requests': '6m0s' }),
      { share: 0.001, lowForMs: 60_000 },
    ],
    ['a reset in parts', headers('10', '1999000', { 'x-ratelimit-reset-requests': '1m2.5s' }), { share: 0.001, lowForMs: 60_000 }],
    ['a reset in seconds', headers('10', '1999000', { 'x-ratelimit-reset-requests': '3.5' }), { share: 0.001, lowForMs: 3_500 }],
    ['a reset that cannot be read', headers('10', '1999000', { 'x-ratelimit-reset-requests': 'soon' }), { share: 0.001, lowForMs: 10_000 }],
    ['more left than the limit', headers('20000', '2000000'), { share: 1, lowForMs: 0 }],
    ['what is no number', headers('many', '-'), null],
    ['nothing said', {}, null],
    ['a limit that is not told', { 'x-ratelimit-remaining-requests': '40' }, null],
    ['the end of a limit that is not told', { 'x-ratelimit-remaining-requests': '0' }, { share: 0, lowForMs: 10_000 }],
    ['a header that came twice', { 'x-ratelimit-remaining-requests': ['1', '2'], 'x-ratelimit-limit-requests': '10' }, null],
  ])('%s', (_, given, wanted) => {
    expect(openaiHeadroom(given, NOW)).toEqual(wanted);
  });
});

describe('other providers', () => {
  it('Anthropic says when by the clock', () => {
    const headers = {
      'anthropic-ratelimit-requests-limit': '4000',
      'anthropic-ratelimit-requests-remaining': '3999',
      'anthropic-ratelimit-requests-reset': '2026-11-24T10:00:00Z',
      'anthropic-ratelimit-output-tokens-limit': '80000',
      'anthropic-ratelimit-output-tokens-remaining': '800',
      'anthropic-ratelimit-output-tokens-reset': '2026-11-24T10:00:21Z',
    };
    expect(anthropicHeadroom(headers, NOW)).toEqual({ share: 0.01, lowForMs: 21_000 });
    expect(anthropicHeadroom(headers, NOW + 60_000)).toEqual({ share: 0.01, lowForMs: 0 });
  });

  it('Mistral does not say when', () => {
    const headers = { 'x-ratelimit-limit-req-minute': '720', 'x-ratelimit-remaining-req-minute': '0' };
    expect(mistralHeadroom(headers, NOW)).toEqual({ share: 0, lowForMs: 10_000 });
  });

  it('Cerebras counts requests of a day and tokens of a minute', () => {
    const headers = {
      'x-ratelimit-limit-tokens-minute': '1000',
      'x-ratelimit-remaining-tokens-minute': '20',
      'x-ratelimit-reset-tokens-minute': '11.382883787155151',
      'x-ratelimit-limit-requests-day': '1000',
      'x-ratelimit-remaining-requests-day': '999',
    };
    expect(cerebrasHeadroom(headers, NOW)?.share).toBe(0.02);
    expect(cerebrasHeadroom(headers, NOW)?.lowForMs).toBeCloseTo(11_382.88);
  });

  it('adapters read what their provider sends', () => {
    const low = { 'x-ratelimit-limit-requests': '100', 'x-ratelimit-remaining-requests': '1' };
    for (const { adapter } of [PROVIDERS.openai, PROVIDERS.azure, PROVIDERS.groq, PROVIDERS.xai]) expect(adapter.readHeadroom?.(low, NOW)?.share).toBe(0.01);
    for (const { adapter } of [PROVIDERS.anthropic, PROVIDERS.mistral, PROVIDERS.cerebras]) expect(adapter.readHeadroom?.(low, NOW)).toBeNull();
    expect(PROVIDERS['amazon-bedrock'].adapter.readHeadroom).toBeUndefined();
  });
});
