import type { ModelHubError } from '@modelhub/core/errors';

/** An error in Anthropic's envelope. It has no place for our code and for the parameter; both are fields that its clients pass over. */
export function anthropicError({ spec, message, code, param }: ModelHubError): object {
  return { type: 'error', error: { type: spec.anthropicType, message, code, param } };
}
