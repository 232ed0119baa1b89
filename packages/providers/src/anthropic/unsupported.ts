import { ModelHubError } from '@modelhub/core/errors';
import type { ChatRequest } from '../types.ts';

type IsHarmless = (value: unknown) => boolean;

const isAbsent: IsHarmless = () => false;
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
  seed: isAbsent,
  prediction: isAbsent,
  audio: isAbsent,
  modalities: (value) => Array.isArray(value) && value.every((modality) => modality === 'text'),
  web_search_options: isAbsent,
  functions: isAbsent,
  function_call: isAbsent,
  verbosity: (value) => value === 'medium',
};

/** Throws `unsupported_parameter` for the first parameter that Claude cannot honour. */
export function refuseUnsupported(request: ChatRequest): void {
  for (const [parameter, isHarmless] of Object.entries(UNSUPPORTED)) {
    const value = request[parameter];
    if (value !== undefined && value !== null && !isHarmless(value)) throw unsupported(parameter);
  }
}

export function unsupported(parameter: string, why = `${parameter} is not supported by this model.`): ModelHubError {
  return new ModelHubError('unsupported_parameter', { message: `${why} Leave it out, or choose another model.`, param: parameter });
}
