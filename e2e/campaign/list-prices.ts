import type { PriceList } from '@modelhub/testing/usage-tap/bill';

/**
 * USD per million tokens, typed from the providers' own price pages (platform.openai.com/docs/pricing, docs.anthropic.com "Pricing") and not
 * taken from our catalog: a wrong figure there has to show.
 */
export const LIST_PRICES = {
  'gpt-4o': { input: '2.50', output: '10.00', cacheRead: '1.25' },
  'gpt-4o-mini': { input: '0.15', output: '0.60', cacheRead: '0.075' },
  'gpt-4.1': { input: '2.00', output: '8.00', cacheRead: '0.50' },
  'gpt-4.1-nano': { input: '0.10', output: '0.40', cacheRead: '0.025' },
  'gpt-5': { input: '1.25', output: '10.00', cacheRead: '0.125' },
  'o4-mini': { input: '1.10', output: '4.40', cacheRead: '0.275' },
  'claude-haiku-4-5': { input: '1.00', output: '5.00', cacheRead: '0.10', cacheWrite5m: '1.25', cacheWrite1h: '2.00' },
  'claude-sonnet-4-5': { input: '3.00', output: '15.00', cacheRead: '0.30', cacheWrite5m: '3.75', cacheWrite1h: '6.00' },
  'claude-opus-4-5': { input: '5.00', output: '25.00', cacheRead: '0.50', cacheWrite5m: '6.25', cacheWrite1h: '10.00' },
} as const satisfies PriceList;

export type CampaignModel = keyof typeof LIST_PRICES;

/** 10 % for everybody (1,000 basis points), which is the default of a new organization. */
export const MARKUP_PERCENT = '10';
