import { nanoUsdFromDecimal } from '@modelhub/core/money';
import { ModelHubError } from '@modelhub/core/errors';
import type { RoutingPreferences, SortOrder } from './types.ts';

interface RoutedRequest {
  readonly model: string;
  readonly [field: string]: unknown;
}

/** Suffixes of model names: `:floor` is the cheapest endpoint, `:nitro` the fastest. */
const SUFFIX_SORT: Readonly<Record<string, SortOrder>> = { ':floor': 'price', ':nitro': 'throughput' };
const SORTS: readonly string[] = ['price', 'throughput', 'latency'] satisfies SortOrder[];

const DEFAULTS: Omit<RoutingPreferences, 'models'> = {
  order: [],
  only: [],
  ignore: [],
  allowFallbacks: true,
  requireParameters: false,
  sort: 'price',
  maxInputPrice: null,
  maxOutputPrice: null,
};

/** Reads `model`, `models` and `provider` of a request. Throws `invalid_value` naming the field that cannot be understood. */
export function readPreferences(request: RoutedRequest): RoutingPreferences {
  const suffix = Object.keys(SUFFIX_SORT).find((ending) => request.model.endsWith(ending));
  const model = suffix === undefined ? request.model : request.model.slice(0, -suffix.length);
  const fallbacks = request['models'] === undefined || request['models'] === null ? [] : texts(request['models'], 'models');
  const models = [...new Set([model, ...fallbacks])];
  const preferences: RoutingPreferences = { ...DEFAULTS, models, ...(suffix === undefined ? {} : { sort: SUFFIX_SORT[suffix] as SortOrder }) };
  const provider = request['provider'];
  return provider === undefined || provider === null ? preferences : withProvider(preferences, provider);
}

function withProvider(preferences: RoutingPreferences, value: unknown): RoutingPreferences {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid('provider', 'provider must be an object.');
  const provider = value as Readonly<Record<string, unknown>>;
  const limit = maxPrice(provider['max_price']);
  return {
    ...preferences,
    order: provider['order'] == null ? [] : texts(provider['order'], 'provider.order'),
    only: provider['only'] == null ? [] : texts(provider['only'], 'provider.only'),
    ignore: provider['ignore'] == null ? [] : texts(provider['ignore'], 'provider.ignore'),
    allowFallbacks: flag(provider['allow_fallbacks'], 'provider.allow_fallbacks', true),
    requireParameters: flag(provider['require_parameters'], 'provider.require_parameters', false),
    sort: sortOf(provider['sort'], preferences.sort),
    maxInputPrice: limit.prompt,
    maxOutputPrice: limit.completion,
  };
}

function sortOf(value: unknown, otherwise: SortOrder): SortOrder {
  if (value === undefined || value === null) return otherwise;
  if (typeof value === 'string' && SORTS.includes(value)) return value as SortOrder;
  throw invalid('provider.sort', `provider.sort must be one of ${SORTS.join(', ')}.`);
}

/** USD per million tokens, as a number or a text. */
function maxPrice(value: unknown): { readonly prompt: bigint | null; readonly completion: bigint | null } {
  if (value === undefined || value === null) return { prompt: null, completion: null };
  if (typeof value !== 'object') throw invalid('provider.max_price', 'provider.max_price must be an object.');
  const { prompt, completion } = value as { prompt?: unknown; completion?: unknown };
  return { prompt: price(prompt, 'provider.max_price.prompt'), completion: price(completion, 'provider.max_price.completion') };
}

function price(value: unknown, param: string): bigint | null {
  if (value === undefined || value === null) return null;
  try {
    if (typeof value !== 'string' && typeof value !== 'number') throw new TypeError('neither text nor a number');
    return nanoUsdFromDecimal(String(value));
  } catch {
    throw invalid(param, `${param} must be USD per million tokens, such as 2.5.`);
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
