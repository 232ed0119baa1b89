import type { ModelHubError } from '@modelhub/core/errors';

/** Types by status (platform.claude.com, "Errors"). */
const TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};

/** An error in Anthropic's envelope. It has no place for our code and for the parameter; both are fields that its clients pass over. */
export function anthropicError(error: ModelHubError): object {
  const { status, message, code, param } = error;
  const type = TYPES[status] ?? (status >= 500 ? 'api_error' : 'invalid_request_error');
  return { type: 'error', error: { type, message, code, param } };
}
