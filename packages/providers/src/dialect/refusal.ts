import { ModelHubError } from '@modelhub/core/errors';

/** The endpoint cannot honour a parameter; another one may. */
export function unsupported(parameter: string, why = `${parameter} is not supported by this model.`): ModelHubError {
  return new ModelHubError('unsupported_parameter', { message: `${why} Leave it out, or choose another model.`, param: parameter });
}

/** Nobody can: the value is wrong. */
export function invalid(param: string, message: string): ModelHubError {
  return new ModelHubError('invalid_value', { message, param });
}
