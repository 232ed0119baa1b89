import { nanoUsdFromDecimal } from '@modelhub/core/money';
import { ModelHubError } from '@modelhub/core/errors';
import { PRICE_LIMITS, type PriceLimit, type RoutingPreferences, type SortOrder } from './types.ts';

interface RoutedRequest {
  readonly model: string;
  readonly [field: string]: unknown;
}

/** Suffixes of model names: `:floor` is the cheapest endpoint, `:nitro` the fastest. */
const SUFFIX_SORT: Readonly<Record<string, SortOrder>> = { ':floor': 'price', ':nitro': 'throughput' };
const SUFFIXES = Object.keys(SUFFIX_SORT);
const SORTS: readonly string[] = ['price', 'throughput', 'latency'] satisfies SortOrder[];

const DEFAULTS: Omit<RoutingPreferences, 'models'> = {
  order: [],
  only: [],
  ignore: [],
  allowFallbacks: true,
  requireParameters: false,
  sort: 'price',
  maxPrice: { prompt: null, completion: null, request: null, image: null },
};

/** What a limit is in, for whom it is not a number. */
const PRICE_UNITS: Readonly<Record<PriceLimit, string>> = {
  prompt: 'USD per million tokens, such as 2.5',
  completion: 'USD per million tokens, such as 10',
  request: 'USD per request, such as 0.01',
  image: 'USD per image, such as 0.04',
};

/** Reads `model`, `models` and `provider` of a request. Throws `invalid_value` naming the field that cannot be understood. */
export function readPreferences(request: RoutedRequest): RoutingPreferences {
  const suffix = SUFFIXES.find((ending) => request.model.endsWith(ending));
  const model = suffix === undefined ? request.model : request.model.slice(0, -suffix.length);
  const fallbacks = request['models'];
  const models = fallbacks === undefined || fallbacks === null ? [model] : [...new Set([model, ...texts(fallbacks, 'models')])];
  const sort = suffix === undefined ? DEFAULTS.sort : (SUFFIX_SORT[suffix] as SortOrder);
  const preferences: RoutingPreferences = { ...DEFAULTS, models, sort };
  const provider = request['provider'];
  return provider === undefined || provider === null ? preferences : withProvider(preferences, provider);
}

function withProvider(preferences: RoutingPreferences, value: unknown): RoutingPreferences {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid('provider', 'provider must be an object.');
  const provider = value as Readonly<Record<string, unknown>>;
  return {
    ...preferences,
    order: provider['order'] == null ? [] : texts(provider['order'], 'provider.order'),
    only: provider['only'] == null ? [] : texts(provider['only'], 'provider.only'),
    ignore: provider['ignore'] == null ? [] : texts(provider['ignore'], 'provider.ignore'),
    allowFallbacks: flag(provider['allow_fallbacks'], 'provider.allow_fallbacks', true),
    requireParameters: flag(provider['require_parameters'], 'provider.require_parameters', false),
    sort: sortOf(provider['sort'], preferences.sort),
    maxPrice: maxPrice(provider['max_price']),
  };
}

function sortOf(value: unknown, otherwise: SortOrder): SortOrder {
  if (value === undefined || value === null) return otherwise;
  if (typeof value === 'string' && SORTS.includes(value)) return value as SortOrder;
  throw invalid('provider.sort', `provider.sort must be one of ${SORTS.join(', ')}.`);
}

/** Amounts in USD, as numbers or texts. */
function maxPrice(value: unknown): RoutingPreferences['maxPrice'] {
  if (value === undefined || value === null) return DEFAULTS.maxPrice;
  if (typeof value !== 'object' || Array.isArray(value)) throw invalid('provider.max_price', 'provider.max_price must be an object.');
  const limits = value as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(limits).find((name) => !PRICE_LIMITS.some((limit) => limit === name));
  if (unknown !== undefined) {
    const name = unknown.slice(0, 100);
    throw invalid(`provider.max_price.${name}`, `provider.max_price can limit ${PRICE_LIMITS.join(', ')}, and not ${name}.`);
  }
  const { prompt, completion, request, image } = limits;
  return { prompt: price(prompt, 'prompt'), completion: price(completion, 'completion'), request: price(request, 'request'), image: price(image, 'image') };
}

function price(value: unknown, limit: PriceLimit): bigint | null {
  if (value === undefined || value === null) return null;
  try {
    if (typeof value !== 'string' && typeof value !== 'number') throw new TypeError('neither text nor a number');
    const amount = nanoUsdFromDecimal(String(value));
    if (amount < 0n) throw new RangeError('negative');
    return amount;
  } catch {
    throw invalid(`provider.max_price.${limit}`, `provider.max_price.${limit} must be ${PRICE_UNITS[limit]}.`);
  }
}

function texts(value: unknown, param: string): string[] {
  if (!Array.isArray(value) || value.some((item) => typeof item !== 'string')) throw invalid(param, `${param} must be a list of texts.`);
  return value as string[];
}

function flag(value: unknown, param: string, otherwise: boolean): boolean {
  if (value === undefined || value === null) return otherwise;
  if (typeof value !== 'boolean') throw invalid(param, `${param} must be true or false.`);
  return value;
}

function invalid(param: string, message: string): ModelHubError {
  return new ModelHubError('invalid_value', { message, param });
}
