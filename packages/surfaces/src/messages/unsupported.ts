import { ModelHubError } from '@modelhub/core/errors';

export function unsupported(parameter: string): ModelHubError {
  return new ModelHubError('unsupported_parameter', {
    message: `${parameter} is something that this model's provider has nothing for. Leave it out, or choose one of Anthropic's models.`,
    param: parameter,
  });
}
