import type { Fields } from './fields.ts';
import { unsupported } from './refusal.ts';

/** Whether a value of a parameter asks for nothing, so that a provider without the parameter does what the client wants. */
export type IsHarmless = (value: unknown) => boolean;

export const never: IsHarmless = () => false;

export function only(...values: readonly unknown[]): IsHarmless {
  return (value) => values.includes(value);
}

/** Parameters of OpenAI's that hardly any other dialect has anything for. Dropping one in silence would change the answer without anybody noticing. */
export const OPENAI_ALONE: Readonly<Record<string, IsHarmless>> = {
  n: only(1),
  logit_bias: (value) => typeof value === 'object' && value !== null && Object.keys(value).length === 0,
  prediction: never,
  audio: never,
  modalities: (value) => Array.isArray(value) && value.every((modality) => modality === 'text'),
  web_search_options: never,
  functions: never,
  function_call: never,
  moderation: never,
  store: only(false),
  verbosity: only('medium'),
};

/** For providers that have one tier, which is what both of these ask for. */
export const ONE_TIER: Readonly<Record<string, IsHarmless>> = { service_tier: only('auto', 'default') };

/** For models that choose each token in their own way, and show none that they did not choose. */
export const NO_SAMPLING: Readonly<Record<string, IsHarmless>> = {
  logprobs: only(false),
  top_logprobs: only(0),
  presence_penalty: only(0),
  frequency_penalty: only(0),
  seed: never,
};

/** Fields that steer our routing, or ask a provider for nothing that shows in an answer. */
export const MEANINGLESS: readonly string[] = [
  'stream_options',
  'prompt_cache_key',
  'prompt_cache_retention',
  'prompt_cache_options',
  'models',
  'provider',
  'user',
  'safety_identifier',
  'metadata',
];

/** Throws `unsupported_parameter` for the first parameter that cannot be honoured. */
export function refuse(request: Fields, parameters: Readonly<Record<string, IsHarmless>>): void {
  const parameter = firstUnsupported(request, parameters);
  if (parameter !== undefined) throw unsupported(parameter);
}

/** The first parameter that cannot be honoured; undefined where all can be. */
export function firstUnsupported(request: Fields, parameters: Readonly<Record<string, IsHarmless>>): string | undefined {
  const [found] =
    Object.entries(parameters).find(([parameter, isHarmless]) => {
      const value = request[parameter];
      return value !== undefined && value !== null && !isHarmless(value);
    }) ?? [];
  return found;
}
