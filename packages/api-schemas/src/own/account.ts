import { refTo, type Definitions, type Schema } from '../schema.ts';
import { anyObject, count, day, decimal, flag, instant, list, mapOf, number, object, oneOfTexts, orNull, text } from './build.ts';

const limit = { ...number, minimum: 0 };
const PERCENTILES = object({ p50: orNull(number), p75: orNull(number), p90: orNull(number), p95: orNull(number), p99: orNull(number) });
const usd: Schema = { ...number, minimum: 0 };

/** What callers ask us about models, requests and themselves. Lookups are in OpenRouter's form, which clients already read. */
export const ACCOUNT: Definitions = {
  ModelList: object({ object: oneOfTexts('list'), data: list(refTo('ListedModel')) }),
  ListedModel: object({
    id: text,
    object: oneOfTexts('model'),
    created: count,
    owned_by: text,
    name: text,
    description: orNull(text),
    aliases: list(text),
    kind: text,
    context_length: count,
    max_output_tokens: count,
    input_modalities: list(text),
    output_modalities: list(text),
    supported_parameters: list(text),
    endpoints: list(refTo('ModelEndpoint')),
  }),
  ModelEndpoint: object({
    provider: text,
    region: orNull(text),
    quantization: orNull(text),
    status: text,
    deprecated_at: orNull(day),
    data_policy: object({ training: orNull(flag), retention_days: orNull(count) }),
    context_length: count,
    max_output_tokens: count,
    pricing: mapOf(decimal),
    unit: orNull(text),
  }),
  ModelEndpoints: object({
    object: oneOfTexts('list'),
    model: text,
    data: list({
      allOf: [
        refTo('ModelEndpoint'),
        object({
          id: text,
          supported_parameters: list(text),
          is_available: flag,
          breaker: oneOfTexts('closed', 'open', 'half-open'),
          live: orNull(refTo('LiveFigures')),
          uptime_last_day: orNull(number),
          uptime_last_30_days: orNull(number),
          latency_ms: object({ p50: orNull(number), p95: orNull(number) }),
          throughput_tokens_per_second: orNull(number),
          requests_last_day: count,
        }),
      ],
    }),
  }),
  /** What the gateway that answers has seen itself, in percent of requests, milliseconds and tokens a second. */
  LiveFigures: object({
    availability: object({ last_5_minutes: orNull(number), last_30_minutes: orNull(number), last_day: orNull(number) }),
    time_to_first_token_ms: PERCENTILES,
    latency_ms: PERCENTILES,
    throughput_tokens_per_second: PERCENTILES,
    error_rates_last_30_minutes: mapOf(number),
  }),
  Generation: object({
    data: object({
      id: text,
      request_id: orNull(text),
      created_at: instant,
      surface: text,
      streamed: flag,
      requested_model: text,
      model: orNull(text),
      provider_name: orNull(text),
      endpoint: orNull(text),
      service_tier: orNull(text),
      total_cost: number,
      outcome: text,
      cancelled: flag,
      usage_source: text,
      is_estimated: flag,
      status_code: orNull(count),
      error_code: orNull(text),
      finish_reason: orNull(text),
      tokens_prompt: count,
      tokens_completion: count,
      usage: mapOf(count),
      attempts: count,
      latency: orNull(number),
      generation_time: orNull(number),
      overhead_us: orNull(number),
      provider_request_id: orNull(text),
    }),
  }),
  Key: object({
    data: object({
      id: text,
      label: text,
      key: orNull(text),
      created_at: orNull(instant),
      expires_at: orNull(instant),
      limit: orNull(usd),
      limit_remaining: orNull(usd),
      usage: usd,
      usage_daily: usd,
      usage_weekly: usd,
      usage_monthly: usd,
      allowed_models: orNull(list(text)),
      limits: list(object({ scope: text, kind: text, window: text, limit, 'used?': usd, 'remaining?': usd, 'resets_at?': orNull(instant) })),
    }),
  }),
  Credits: object({
    data: object({ billing_mode: orNull(text), total_credits: usd, total_usage: usd, remaining: orNull(usd) }),
  }),
  DeletedResponse: object({ id: text, object: oneOfTexts('response', 'response.deleted'), deleted: flag }),
  /** The last frame of a broken stream: no client takes what it has for the whole answer. */
  BrokenStream: object({ error: refTo('ErrorBody'), 'choices?': list(anyObject) }),
  ErrorBody: object({ message: text, type: text, param: orNull(text), code: orNull(text) }),
};
