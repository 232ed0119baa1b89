import { nanoUsdFromDecimal } from '@modelhub/core/money';
import { flag, invalid, measuredLimits, numbers, texts, unsupported } from './preference-fields.ts';
import { PRICE_LIMITS, type PriceLimit, type RoutingPreferences, type SortOrder } from './types.ts';

interface RoutedRequest {
  readonly model: string;
  readonly [field: string]: unknown;
}

/** Suffixes of model names: `:floor` is the cheapest endpoint, `:nitro` the fastest. */
const SUFFIX_SORT: Readonly<Record<string, SortOrder>> = { ':floor': 'price', ':nitro': 'throughput' };
const SUFFIXES = Object.keys(SUFFIX_SORT);
const SORTS: readonly string[] = ['price', 'throughput', 'latency', 'balanced'] satisfies SortOrder[];

/** Everything that `provider` may say. What is not here is refused: a constraint that nobody keeps is worse than none. */
const PROVIDER_FIELDS: ReadonlySet<string> = new Set([
  'order',
  'only',
  'ignore',
  'allow_fallbacks',
  'require_parameters',
  'data_collection',
  'zdr',
  'quantizations',
  'regions',
  'sort',
  'balance',
  'weights',
  'session_id',
  'preferred_max_latency',
  'preferred_min_throughput',
  'max_price',
]);
const SESSION_KEY_CHARS_MAX = 256;
const MS_PER_SECOND = 1_000;

const DEFAULTS: Omit<RoutingPreferences, 'models'> = {
  order: [],
  only: [],
  ignore: [],
  allowFallbacks: true,
  requireParameters: false,
  sort: 'price',
  balance: { price: 1, latency: 1, throughput: 1 },
  weights: null,
  sessionKey: null,
  denyDataCollection: false,
  zeroRetention: false,
  quantizations: [],
  regions: [],
  preferredMaxLatencyMs: null,
  preferredMinThroughput: null,
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
  const cacheKey = request['prompt_cache_key'];
  const sessionKey = typeof cacheKey === 'string' && cacheKey !== '' ? cacheKey : null;
  const preferences: RoutingPreferences = { ...DEFAULTS, models, sort, sessionKey };
  const provider = request['provider'];
  return provider === undefined || provider === null ? preferences : withProvider(preferences, provider);
}

function withProvider(preferences: RoutingPreferences, value: unknown): RoutingPreferences {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid('provider', 'provider must be an object.');
  const provider = value as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(provider).find((field) => !PROVIDER_FIELDS.has(field));
  if (unknown !== undefined) throw unsupported(`provider.${unknown.slice(0, 100)}`);
  return {
    ...preferences,
    order: texts(provider['order'], 'provider.order'),
    only: texts(provider['only'], 'provider.only'),
    ignore: texts(provider['ignore'], 'provider.ignore'),
    allowFallbacks: flag(provider['allow_fallbacks'], 'provider.allow_fallbacks', true),
    requireParameters: flag(provider['require_parameters'], 'provider.require_parameters', false),
    sort: sortOf(provider['sort'], preferences.sort),
    balance: balanceOf(provider['balance']),
    weights: weightsOf(provider['weights']),
    sessionKey: sessionOf(provider['session_id']) ?? preferences.sessionKey,
    denyDataCollection: deniesCollection(provider['data_collection']),
    zeroRetention: flag(provider['zdr'], 'provider.zdr', false),
    quantizations: texts(provider['quantizations'], 'provider.quantizations'),
    regions: texts(provider['regions'], 'provider.regions'),
    preferredMaxLatencyMs: measuredLimits(provider['preferred_max_latency'], 'provider.preferred_max_latency', MS_PER_SECOND),
    preferredMinThroughput: measuredLimits(provider['preferred_min_throughput'], 'provider.preferred_min_throughput', 1),
    maxPrice: maxPrice(provider['max_price']),
  };
}

function sortOf(value: unknown, otherwise: SortOrder): SortOrder {
  if (value === undefined || value === null) return otherwise;
  if (typeof value === 'string' && SORTS.includes(value)) return value as SortOrder;
  throw invalid('provider.sort', `provider.sort must be one of ${SORTS.join(', ')}.`);
}

function deniesCollection(value: unknown): boolean {
  if (value === undefined || value === null || value === 'allow') return false;
  if (value === 'deny') return true;
  throw invalid('provider.data_collection', 'provider.data_collection must be allow or deny.');
}

function sessionOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' && value !== '' && value.length <= SESSION_KEY_CHARS_MAX) return value;
  throw invalid('provider.session_id', `provider.session_id must be a text of 1 to ${SESSION_KEY_CHARS_MAX} characters.`);
}

function balanceOf(value: unknown): RoutingPreferences['balance'] {
  if (value === undefined || value === null) return DEFAULTS.balance;
  const weights = numbers(value, 'provider.balance', Object.keys(DEFAULTS.balance));
  const { price: ofPrice = 0, latency = 0, throughput = 0 } = weights;
  if (ofPrice + latency + throughput <= 0) throw invalid('provider.balance', 'provider.balance must give a weight to price, latency or throughput.');
  return { price: ofPrice, latency, throughput };
}

function weightsOf(value: unknown): RoutingPreferences['weights'] {
  if (value === undefined || value === null) return null;
  const weights = numbers(value, 'provider.weights');
  if (!Object.values(weights).some((weight) => weight > 0)) throw invalid('provider.weights', 'provider.weights must give a weight to a provider.');
  return weights;
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
