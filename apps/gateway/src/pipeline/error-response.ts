import { ModelHubError } from '@modelhub/core/errors';
import { anthropicError } from '@modelhub/providers/anthropic/client-error';
import type { ClientChannel } from './client-response.ts';
import type { RouteNotes } from './route-notes.ts';

/** Whose envelope an error comes in: Anthropic's on the paths of its dialect, OpenAI's everywhere else. */
export type ErrorForm = 'openai' | 'anthropic';

/** What a client may see of anything that was thrown. The rest goes to the log. */
export function toModelHubError(error: unknown): ModelHubError {
  if (error instanceof ModelHubError) return error;
  // Writing a value needs stack for every level, reading it does not: only a body made to that end is so deep.
  if (error instanceof RangeError && error.message === 'Maximum call stack size exceeded') {
    return new ModelHubError('invalid_request_error', { message: 'The request body is nested too deeply.', cause: error });
  }
  return new ModelHubError('internal_error', {
    message: 'Something went wrong on our side. The error has been logged; quote the x-request-id when you write to us.',
    detail: error instanceof Error ? error.message : String(error),
    cause: error,
  });
}

export function errorBody(error: ModelHubError, form: ErrorForm): string {
  if (form === 'anthropic') return JSON.stringify(anthropicError(error));
  return JSON.stringify({ error: { message: error.message, type: error.spec.type, param: error.param, code: error.code } });
}

export function errorHeaders(error: ModelHubError, options: { readonly requestId: string; readonly bytes: number }): string[] {
  const headers = ['content-type', 'application/json', 'content-length', String(options.bytes), 'x-request-id', options.requestId];
  if (error.retryAfterMs !== undefined && error.retryAfterMs > 0) {
    headers.push('retry-after', String(Math.ceil(error.retryAfterMs / 1_000)), 'retry-after-ms', String(Math.ceil(error.retryAfterMs)));
  }
  if (error.shouldRetry !== undefined) headers.push('x-should-retry', String(error.shouldRetry));
  if (error.status === 401) headers.push('www-authenticate', 'Bearer');
  return headers;
}

/** Sends an error as the whole answer. `extra` are more headers, flat. Notes stand beside the error, where clients of either form pass over what they do not know. */
export function sendError(
  client: ClientChannel,
  error: ModelHubError,
  options: { readonly requestId: string; readonly form: ErrorForm; readonly extra?: readonly string[]; readonly notes?: RouteNotes | null },
): void {
  const { requestId, form, extra = [], notes = null } = options;
  const plain = Buffer.from(errorBody(error, form));
  const body = notes === null ? plain : notes.inBody(plain);
  client.begin(error.status, [...errorHeaders(error, { requestId, bytes: body.length }), ...extra]);
  client.end(body);
}
