import type { Definitions, Schema } from '../schema.ts';
import { anyObject, either, flag, list, mapOf, number, object, oneOfTexts, orNull, otherwise, text } from './build.ts';

/** In USD: per million tokens, per request, per image. */
const price: Schema = orNull(either({ ...number, minimum: 0 }, { ...text, pattern: String.raw`^\d+(\.\d+)?$` }));

const share: Schema = { ...number, minimum: 0 };
const measured: Schema = either(number, object({ 'p50?': number, 'p75?': number, 'p90?': number, 'p95?': number, 'p99?': number }));

const routing = {
  'models?': list(text),
  'provider?': object({
    'order?': list(text),
    'only?': list(text),
    'ignore?': list(text),
    'allow_fallbacks?': otherwise(true, flag),
    'require_parameters?': otherwise(false, flag),
    'sort?': otherwise('price', oneOfTexts('price', 'throughput', 'latency', 'balanced', 'quality')),
    'balance?': object({ 'price?': share, 'latency?': share, 'throughput?': share, 'quality?': share }),
    'weights?': mapOf(share),
    'session_id?': { ...text, minLength: 1, maxLength: 256 },
    'hedge?': otherwise(false, either(flag, object({ 'after_ms?': { ...number, minimum: 50 } }))),
    'data_collection?': otherwise('allow', oneOfTexts('allow', 'deny')),
    'zdr?': otherwise(false, flag),
    'quantizations?': list(text),
    'regions?': list(text),
    'preferred_max_latency?': measured,
    'preferred_min_throughput?': measured,
    'max_price?': object({ 'prompt?': price, 'completion?': price, 'request?': price, 'image?': price }),
  }),
};

const cacheControl = orNull(object({ type: oneOfTexts('ephemeral'), 'ttl?': otherwise('5m', oneOfTexts('5m', '1h')) }));

/** Thinking that goes back to the model that thought it, signed: `format` says whose it is. */
const reasoningDetails = list(
  object({
    type: oneOfTexts('reasoning.text', 'reasoning.summary', 'reasoning.encrypted'),
    'text?': orNull(text),
    'summary?': orNull(text),
    'data?': text,
    'signature?': orNull(text),
    'format?': orNull(text),
    'id?': orNull(text),
    'index?': number,
  }),
);
const reasoning = { 'reasoning_content?': orNull(text), 'reasoning_details?': reasoningDetails };
/** Of answers: pictures of models that paint. */
const said = object({ ...reasoning, 'images?': list(anyObject) });

/** What we add to OpenAI's and Anthropic's requests and answers, in OpenRouter's spelling where it has one. */
export const EXTENSIONS: Definitions = {
  Routing: object(routing),
  ChatRequestExtension: object({
    ...routing,
    'messages?': {
      type: 'array',
      items: {
        properties: {
          ...object(reasoning).properties,
          content: { items: { properties: { cache_control: cacheControl } } },
        },
      },
    },
    'tools?': { type: 'array', items: { properties: { cache_control: cacheControl } } },
  }),
  ChatResponseExtension: { properties: { choices: { items: { properties: { message: said } } } } },
  ChatChunkExtension: { properties: { choices: { items: { properties: { delta: said } } } } },
};
