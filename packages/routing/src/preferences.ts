import { nanoUsdFromDecimal } from '@modelhub/core/money';
import { flag, invalid, measuredLimits, numbers, texts, unsupported } from './preference-fields.ts';
import { PRICE_LIMITS, type HedgeWish, type PriceLimit, type RoutingPreferences, type SortOrder } from './types.ts';

interface RoutedRequest {
  readonly model: string;
  readonly [field: string]: unknown;
}

/** Suffixes of model names: `:floor` is the cheapest endpoint, `:nitro` the fastest. */
const SUFFIX_SORT: Readonly<Record<string, SortOrder>> = { ':floor': 'price', ':nitro': 'throughput' };
const SUFFIXES = Object.keys(SUFFIX_SORT);
const SORTS: readonly string[] = ['price', 'throughput', 'latency', 'balanced', 'quality'] satisfies SortOrder[];

/** Everything that `provider` may say. What is not here is refused: a constraint that nobody keeps is worse than none. */
const PROVIDER_FIELDS: readonly string[] = [
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
  'hedge',
  'preferred_max_latency',
  'preferred_min_throughput',
  'max_price',
];
/** Sooner than that a second request would be one for every request. */
export const HEDGE_AFTER_MS_MIN = 50;
const SESSION_KEY_CHARS_MAX = 256;
const MS_PER_SECOND = 1_000;

/** What holds where nobody says anything: no constraint, and the cheapest first. */
export const NO_PREFERENCES: RoutingPreferences = {
  models: [],
  modelsTogether: false,
  escapes: null,
  escapesAtAnyPrice: false,
  order: [],
  only: null,
  ignore: [],
  allowFallbacks: true,
  requireParameters: false,
  sort: 'price',
  balance: { price: 1, latency: 1, throughput: 1, quality: 0 },
  weights: null,
  sessionKey: null,
  denyDataCollection: false,
  zeroRetention: false,
  quantizations: null,
  regions: null,
  preferredMaxLatencyMs: null,
  preferredMinThroughput: null,
  hedge: null,
  maxPrice: { prompt: null, completion: null, request: null, image: null },
};

/** What a limit is in, for whom it is not a number. */
const PRICE_UNITS: Readonly<Record<PriceLimit, string>> = {
  prompt: 'USD per million tokens, such as 2.5',
  completion: 'USD per million tokens, such as 10',
  request: 'USD per request, such as 0.01',
  image: 'USD per image, such as 0.04',
};

/**
 * Reads `model`, `models` and `provider` of a request. What a saved policy says comes first, as `base`: its constraints hold besides those of the request,
 * its preferences where the request has none, and its models in place of the request's where it names any. Throws `invalid_value` naming the field that
 * cannot be understood.
 */
export function readPreferences(request: RoutedRequest, base: RoutingPreferences = NO_PREFERENCES): RoutingPreferences {
  const { model, sort } = splitSuffix(request.model);
  const cacheKey = request['prompt_cache_key'];
  const preferences: RoutingPreferences = {
    ...base,
    models: base.models.length > 0 ? base.models : modelsOf(model, request['models']),
    sort: sort ?? base.sort,
    weights: sort === null ? base.weights : null,
    sessionKey: typeof cacheKey === 'string' && cacheKey !== '' ? cacheKey : base.sessionKey,
  };
  const provider = request['provider'];
  return provider === undefined || provider === null ? preferences : withProvider(preferences, provider);
}

/** A model's name, and what its ending says. */
export function splitSuffix(name: string): { readonly model: string; readonly sort: SortOrder | null } {
  const suffix = SUFFIXES.find((ending) => name.endsWith(ending));
  return suffix === undefined ? { model: name, sort: null } : { model: name.slice(0, -suffix.length), sort: SUFFIX_SORT[suffix] as SortOrder };
}

function modelsOf(model: string, fallbacks: unknown): readonly string[] {
  return fallbacks === undefined || fallbacks === null ? [model] : [...new Set([model, ...texts(fallbacks, 'models')])];
}

/** What `provider` says on top of what holds already: constraints only get tighter, and preferences replace earlier ones. `at` is the field's path. */
export function withProvider(base: RoutingPreferences, value: unknown, at = 'provider'): RoutingPreferences {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(at, `${at} must be an object.`);
  const provider = value as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(provider).find((field) => !PROVIDER_FIELDS.includes(field));
  if (unknown !== undefined) throw unsupported(`${at}.${unknown.slice(0, 100)}`);
  return { ...base, ...constraintsOf(base, provider, at), ...wishesOf(base, provider, at) };
}

type Fields = Readonly<Record<string, unknown>>;
type Constraint =
  | 'only'
  | 'ignore'
  | 'allowFallbacks'
  | 'requireParameters'
  | 'denyDataCollection'
  | 'zeroRetention'
  | 'quantizations'
  | 'regions'
  | 'maxPrice';

/** Fields of `provider` that leave endpoints out, rather than order them. */
export const CONSTRAINT_FIELDS: readonly string[] = [
  'only',
  'ignore',
  'allow_fallbacks',
  'require_parameters',
  'data_collection',
  'zdr',
  'quantizations',
  'regions',
  'max_price',
];

function constraintsOf(base: RoutingPreferences, provider: Fields, at: string): Pick<RoutingPreferences, Constraint> {
  return {
    only: inBoth(base.only, texts(provider['only'], `${at}.only`)),
    ignore: inEither(base.ignore, texts(provider['ignore'], `${at}.ignore`)),
    allowFallbacks: flag(provider['allow_fallbacks'], `${at}.allow_fallbacks`, true) && base.allowFallbacks,
    requireParameters: flag(provider['require_parameters'], `${at}.require_parameters`, false) || base.requireParameters,
    denyDataCollection: deniesCollection(provider['data_collection'], at) || base.denyDataCollection,
    zeroRetention: flag(provider['zdr'], `${at}.zdr`, false) || base.zeroRetention,
    quantizations: inBoth(base.quantizations, texts(provider['quantizations'], `${at}.quantizations`)),
    regions: inBoth(base.regions, texts(provider['regions'], `${at}.regions`)),
    maxPrice: lower(base.maxPrice, maxPrice(provider['max_price'], at)),
  };
}

function wishesOf(
  base: RoutingPreferences,
  provider: Fields,
  at: string,
): Omit<RoutingPreferences, Constraint | 'models' | 'modelsTogether' | 'escapes' | 'escapesAtAnyPrice'> {
  const order = texts(provider['order'], `${at}.order`);
  const sort = sortOf(provider['sort'], at);
  return {
    order: order.length > 0 ? order : base.order,
    sort: sort ?? base.sort,
    balance: balanceOf(provider['balance'], at) ?? base.balance,
    // Shares take the place of an order: who asks for an order does not want shares.
    weights: weightsOf(provider['weights'], at) ?? (sort === null ? base.weights : null),
    sessionKey: sessionOf(provider['session_id'], at) ?? base.sessionKey,
    preferredMaxLatencyMs: measuredLimits(provider['preferred_max_latency'], `${at}.preferred_max_latency`, MS_PER_SECOND) ?? base.preferredMaxLatencyMs,
    preferredMinThroughput: measuredLimits(provider['preferred_min_throughput'], `${at}.preferred_min_throughput`, 1) ?? base.preferredMinThroughput,
    hedge: hedgeOf(provider['hedge'], base.hedge, at),
  };
}

/** An empty list in a request allows all. */
function inBoth(before: readonly string[] | null, added: readonly string[]): readonly string[] | null {
  if (added.length === 0) return before;
  return before === null ? added : before.filter((item) => added.includes(item));
}

function inEither(before: readonly string[], added: readonly string[]): readonly string[] {
  if (added.length === 0) return before;
  return before.length === 0 ? added : [...new Set([...before, ...added])];
}

function lower(before: RoutingPreferences['maxPrice'], added: RoutingPreferences['maxPrice'] | null): RoutingPreferences['maxPrice'] {
  if (added === null) return before;
  const lowest = (limit: PriceLimit): bigint | null => {
    const [one, other] = [before[limit], added[limit]];
    if (one === null || other === null) return one ?? other;
    return one < other ? one : other;
  };
  return { prompt: lowest('prompt'), completion: lowest('completion'), request: lowest('request'), image: lowest('image') };
}

function sortOf(value: unknown, at: string): SortOrder | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' && SORTS.includes(value)) return value as SortOrder;
  throw invalid(`${at}.sort`, `${at}.sort must be one of ${SORTS.join(', ')}.`);
}

function deniesCollection(value: unknown, at: string): boolean {
  if (value === undefined || value === null || value === 'allow') return false;
  if (value === 'deny') return true;
  throw invalid(`${at}.data_collection`, `${at}.data_collection must be allow or deny.`);
}

function sessionOf(value: unknown, at: string): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' && value !== '' && value.length <= SESSION_KEY_CHARS_MAX) return value;
  throw invalid(`${at}.session_id`, `${at}.session_id must be a text of 1 to ${SESSION_KEY_CHARS_MAX} characters.`);
}

/** What a policy wishes, a request can refuse. */
function hedgeOf(value: unknown, otherwise: HedgeWish | null, at: string): HedgeWish | null {
  if (value === undefined || value === null) return otherwise;
  if (typeof value === 'boolean') return value ? { afterMs: null } : null;
  const { after_ms: afterMs = null } = numbers(value, `${at}.hedge`, ['after_ms']) as { after_ms?: number };
  if (afterMs !== null && afterMs < HEDGE_AFTER_MS_MIN) throw invalid(`${at}.hedge.after_ms`, `${at}.hedge.after_ms must be at least ${HEDGE_AFTER_MS_MIN}.`);
  return { afterMs };
}

function balanceOf(value: unknown, at: string): RoutingPreferences['balance'] | null {
  if (value === undefined || value === null) return null;
  const weights = numbers(value, `${at}.balance`, Object.keys(NO_PREFERENCES.balance));
  const { price: ofPrice = 0, latency = 0, throughput = 0, quality = 0 } = weights;
  if (ofPrice + latency + throughput + quality <= 0)
    throw invalid(`${at}.balance`, `${at}.balance must give a weight to price, latency, throughput or quality.`);
  return { price: ofPrice, latency, throughput, quality };
}

function weightsOf(value: unknown, at: string): RoutingPreferences['weights'] {
  if (value === undefined || value === null) return null;
  const weights = numbers(value, `${at}.weights`);
  if (!Object.values(weights).some((weight) => weight > 0)) throw invalid(`${at}.weights`, `${at}.weights must give a weight to a provider.`);
  return weights;
}

/** Amounts in USD, as numbers or texts. */
function maxPrice(value: unknown, at: string): RoutingPreferences['maxPrice'] | null {
  if (value === undefined || value === null) return null;
  const path = `${at}.max_price`;
  if (typeof value !== 'object' || Array.isArray(value)) throw invalid(path, `${path} must be an object.`);
  const limits = value as Fields;
  const unknown = Object.keys(limits).find((name) => !PRICE_LIMITS.some((limit) => limit === name));
  if (unknown !== undefined) {
    const name = unknown.slice(0, 100);
    throw invalid(`${path}.${name}`, `${path} can limit ${PRICE_LIMITS.join(', ')}, and not ${name}.`);
  }
  const of = (limit: PriceLimit): bigint | null => price(limits[limit], limit, path);
  return { prompt: of('prompt'), completion: of('completion'), request: of('request'), image: of('image') };
}

function price(value: unknown, limit: PriceLimit, path: string): bigint | null {
  if (value === undefined || value === null) return null;
  try {
    if (typeof value !== 'string' && typeof value !== 'number') throw new TypeError('neither text nor a number');
    const amount = nanoUsdFromDecimal(String(value));
    if (amount < 0n) throw new RangeError('negative');
    return amount;
  } catch {
    throw invalid(`${path}.${limit}`, `${path}.${limit} must be ${PRICE_UNITS[limit]}.`);
  }
}
