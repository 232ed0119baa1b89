import type { ModelHubError } from '@modelhub/core/errors';

/** By this Anthropic's own SDK knows that it has to send the whole conversation instead, which it then does by itself. */
const NO_THREADS = { error_code: 'thread_unsupported_request', unsupported: ['thread'] };

/** An error in Anthropic's envelope. It has no place for our code and for the parameter; both are fields that its clients pass over. */
export function anthropicError({ spec, message, code, param }: ModelHubError): object {
  const details = code === 'unsupported_parameter' && param === 'thread' ? { details: NO_THREADS } : {};
  return { type: 'error', error: { type: spec.anthropicType, message, code, param, ...details } };
}
