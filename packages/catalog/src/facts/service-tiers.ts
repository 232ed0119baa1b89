import type { PriceEntry } from '../entries.ts';
import type { PriceVersion } from '../types.ts';

/** From when on these prices are ours: usage before that knew no tiers. */
export const TIERS_FROM = '2026-11-24';

type TierPrice = Pick<PriceEntry, 'usd' | 'usdOver'>;
type TierPrices = Readonly<Partial<Record<PriceVersion['serviceTier'], TierPrice>>>;

const usd = (input: string, cachedInput: string, output: string): TierPrice => ({ usd: { input, output, cachedInput } });
/** The same, and what a prompt of 272,000 tokens and more costs. */
const usdWithLong = (price: TierPrice, long: TierPrice): TierPrice => ({ ...price, usdOver: { 272_000: long.usd } });

/**
 * Prices of OpenAI's service tiers, USD per million tokens. `priority`: openai.com/api-fast-mode, a copy of autumn 2026; o3 and o4-mini, which it no longer
 * names, developers.openai.com/api/docs/pricing as known before. `flex`: half of the standard price (developers.openai.com/api/docs/guides/flex-processing
 * and the pricing page; not read again, so figures are written out only for models that were on it). A request that a tier cannot take, such as a long
 * prompt with `priority`, comes back as `default` and pays that.
 */
export const SERVICE_TIERS: Readonly<Record<string, TierPrices>> = {
  'openai/gpt-5.5': { priority: usd('12.5', '1.25', '75'), flex: usdWithLong(usd('2.5', '0.25', '15'), usd('5', '0.5', '22.5')) },
  'openai/gpt-5.4': { priority: usd('5', '0.5', '30'), flex: usdWithLong(usd('1.25', '0.13', '7.5'), usd('2.5', '0.25', '11.25')) },
  'openai/gpt-5.4-mini': { priority: usd('1.5', '0.15', '9'), flex: usd('0.375', '0.0375', '2.25') },
  'openai/gpt-5.2': { priority: usd('3.5', '0.35', '28'), flex: usd('0.875', '0.0875', '7') },
  'openai/gpt-5.1': { priority: usd('2.5', '0.25', '20'), flex: usd('0.625', '0.0625', '5') },
  'openai/gpt-5.1-codex': { priority: usd('2.5', '0.25', '20') },
  'openai/gpt-5': { priority: usd('2.5', '0.25', '20'), flex: usd('0.625', '0.0625', '5') },
  'openai/gpt-5-codex': { priority: usd('2.5', '0.25', '20') },
  'openai/gpt-5-mini': { priority: usd('0.45', '0.045', '3.6'), flex: usd('0.125', '0.0125', '1') },
  'openai/gpt-5-nano': { flex: usd('0.025', '0.0025', '0.2') },
  'openai/gpt-4.1': { priority: usd('3.5', '0.875', '14') },
  'openai/gpt-4.1-mini': { priority: usd('0.7', '0.175', '2.8') },
  'openai/gpt-4.1-nano': { priority: usd('0.2', '0.05', '0.8') },
  'openai/gpt-4o': { priority: usd('4.25', '2.125', '17') },
  'openai/gpt-4o-2024-08-06': { priority: usd('4.25', '2.125', '17') },
  'openai/gpt-4o-2024-11-20': { priority: usd('4.25', '2.125', '17') },
  'openai/gpt-4o-2024-05-13': { priority: { usd: { input: '8.75', output: '26.25' } } },
  'openai/gpt-4o-mini': { priority: usd('0.25', '0.125', '1') },
  'openai/o3': { priority: usd('3.5', '0.875', '14'), flex: usd('1', '0.25', '4') },
  'openai/o4-mini': { priority: usd('2', '0.5', '8'), flex: usd('0.55', '0.138', '2.2') },
};
