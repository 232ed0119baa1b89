import type { ErrorAnswer, Failing } from './dialect.ts';

// Wording and codes: platform.openai.com/docs/guides/error-codes.
const ERRORS: Readonly<Record<Failing, { readonly status: number; readonly type: string; readonly message: string; readonly code?: string }>> = {
  'server-error': { status: 500, type: 'server_error', message: 'The server had an error while processing your request. Sorry about that!' },
  overloaded: { status: 503, type: 'server_error', message: 'The engine is currently overloaded, please try again later' },
  'rate-limit': { status: 429, type: 'requests', message: 'Rate limit reached for requests', code: 'rate_limit_exceeded' },
  'invalid-key': { status: 401, type: 'invalid_request_error', message: 'Incorrect API key provided.', code: 'invalid_api_key' },
  'bad-request': { status: 400, type: 'invalid_request_error', message: "Invalid value for 'messages'." },
};

/** The envelope of every endpoint of OpenAI's. */
export function openaiError(kind: Failing, about: { readonly message?: string } = {}): ErrorAnswer {
  const { status, type, message, code } = ERRORS[kind];
  return {
    status,
    headers: kind === 'rate-limit' ? { 'retry-after': '1' } : {},
    body: { error: { message: about.message ?? message, type, param: null, code: code ?? null } },
  };
}
