import { ModelHubError } from '@modelhub/core/errors';
import type { ChatRequest } from '../types.ts';

type IsHarmless = (value: unknown) => boolean;

const never: IsHarmless = () => false;
const isFalse: IsHarmless = (value) => value === false;
const isZero: IsHarmless = (value) => value === 0;

/**
 * Parameters of OpenAI's that the Messages API has nothing for, with the values that ask for nothing. Dropping one in silence would
 * change the answer without anybody noticing.
 */
const UNSUPPORTED: Readonly<Record<string, IsHarmless>> = {
  n: (value) => value === 1,
  logprobs: isFalse,
  top_logprobs: isZero,
  logit_bias: (value) => typeof value === 'object' && value !== null && Object.keys(value).length === 0,
  presence_penalty: isZero,
  frequency_penalty: isZero,
  seed: never,
  prediction: never,
  audio: never,
  modalities: (value) => Array.isArray(value) && value.every((modality) => modality === 'text'),
  web_search_options: never,
  functions: never,
  function_call: never,
  moderation: never,
  store: isFalse,
  verbosity: (value) => value === 'medium',
};

/**
 * Parameters of Anthropic's own that make a request cost more than the price it was admitted at (faster or regional service), let
 * another model answer it, or name something of our own account (platform.claude.com, "Pricing", "Fast mode", "Refusals and fallback").
 */
const UNPRICED: Readonly<Record<string, IsHarmless>> = {
  speed: (value) => value === 'standard',
  inference_geo: (value) => value === 'global',
  fallbacks: never,
  container: never,
  mcp_servers: never,
  workspace_id: never,
  user_profile_id: never,
};

const REFUSED = Object.entries({ ...UNSUPPORTED, ...UNPRICED });

/** Throws `unsupported_parameter` for the first parameter that cannot be honoured. */
export function refuseUnsupported(request: ChatRequest): void {
  refuse(request, REFUSED);
}

/** The same in Anthropic's own dialect, in which everything can be honoured that has a price. */
export function refuseUnpriced(request: Readonly<Record<string, unknown>>): void {
  refuse(request, Object.entries(UNPRICED));
}

function refuse(request: Readonly<Record<string, unknown>>, parameters: readonly (readonly [string, IsHarmless])[]): void {
  for (const [parameter, isHarmless] of parameters) {
    const value = request[parameter];
    if (value !== undefined && value !== null && !isHarmless(value)) throw unsupported(parameter);
  }
}

/** The parameters above: none of them is sent on, not even with a harmless value. */
export const REFUSED_PARAMETERS: readonly string[] = REFUSED.map(([parameter]) => parameter);

export function unsupported(parameter: string, why = `${parameter} is not supported by this model.`): ModelHubError {
  return new ModelHubError('unsupported_parameter', { message: `${why} Leave it out, or choose another model.`, param: parameter });
}

export function invalid(param: string, message: string): ModelHubError {
  return new ModelHubError('invalid_value', { message, param });
}
