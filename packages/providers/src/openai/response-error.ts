import type { ErrorCode, ModelHubError } from '@modelhub/core/errors';

/** The codes of failed responses that OpenAI documents ("The response object", `error.code`) and that ours can be; others are the server's fault. */
const RESPONSE_CODES: Readonly<Partial<Record<ErrorCode, string>>> = {
  rate_limit_exceeded: 'rate_limit_exceeded',
  invalid_request_error: 'invalid_prompt',
  invalid_value: 'invalid_prompt',
  context_length_exceeded: 'invalid_prompt',
  content_policy_violation: 'invalid_prompt',
};

/** The `error` of a failed response. */
export function responseErrorOf({ code, message }: ModelHubError): { readonly code: string; readonly message: string } {
  return { code: RESPONSE_CODES[code] ?? 'server_error', message };
}

/** The fields of an `error` event. OpenAI documents them flat and sends them as an object too, which its SDK reads first. */
export function streamErrorOf({ code, message, param, spec }: ModelHubError): Readonly<Record<string, unknown>> {
  return { code, message, param, error: { type: spec.type, code, message, param } };
}
