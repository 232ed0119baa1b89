import { ModelHubError, type ErrorCode } from '@modelhub/core/errors';
import type { UpstreamFailure, UpstreamHeaders } from './types.ts';

/** What a provider's error body says, read leniently. */
export interface ProviderErrorText {
  readonly message: string;
  readonly code: string;
  readonly param: string | null;
}

const MESSAGE_CHARS_MAX = 1_000;
/** Anything that looks like a secret: a provider may echo the key it refused. */
const SECRET = /\b(sk|pk|rk|key|Bearer|AIza)[-_ ][A-Za-z0-9*._-]{6,}/g;

/**
 * Sorts a failed answer by whose fault it is. A 4xx about the request goes to the client in the provider's words; what concerns
 * our account with the provider does not, since the client can do nothing about it and should not learn of it.
 */
export function classifyFailure(
  providerName: string,
  answer: { readonly status: number; readonly headers: UpstreamHeaders; readonly text: ProviderErrorText },
): UpstreamFailure {
  const { status, text } = answer;
  const retryAfterMs = readRetryAfterMs(answer.headers);
  const detail = `${providerName} answered ${status}: ${text.code} ${text.message}`.slice(0, MESSAGE_CHARS_MAX);
  const fail = (code: ErrorCode, message: string, blame: UpstreamFailure['blame']): UpstreamFailure => ({
    error: new ModelHubError(code, { message, param: text.param, detail, ...(retryAfterMs === null ? {} : { retryAfterMs }) }),
    blame,
    retryAfterMs,
  });

  if (status === 401 || status === 403) return fail('provider_error', `${providerName} refused our credentials.`, 'credential');
  if (status === 402) return fail('provider_unavailable', `${providerName} is not available for our account at the moment.`, 'credential');
  if (status === 429) return fail('rate_limit_exceeded', `${providerName} is limiting our requests. Try again shortly.`, 'credential');
  if (status === 413) return fail('request_too_large', clientMessage(text, `The request is too large for ${providerName}.`), 'client');
  if (status === 404) return fail('provider_error', `${providerName} does not serve this model to us.`, 'provider');
  if (status === 408 || status === 504) return fail('timeout', `${providerName} did not answer in time.`, 'provider');
  if (status === 503 || status === 529) return fail('provider_unavailable', `${providerName} is overloaded or down.`, 'provider');
  if (status >= 400 && status < 500) return fail(requestErrorCode(text), clientMessage(text, `${providerName} refused the request.`), 'client');
  return fail('provider_error', `${providerName} failed with status ${status}.`, 'provider');
}

function requestErrorCode(text: ProviderErrorText): ErrorCode {
  const said = `${text.code} ${text.message}`;
  if (/context[_ ]length|maximum context|prompt is too long|too many (input )?tokens/i.test(said)) return 'context_length_exceeded';
  if (/content[_ ](policy|filter)/i.test(said)) return 'content_policy_violation';
  if (/unsupported[_ ]parameter/i.test(said)) return 'unsupported_parameter';
  return 'invalid_request_error';
}

function clientMessage(text: ProviderErrorText, otherwise: string): string {
  const message = text.message.replaceAll(SECRET, '[removed]').slice(0, MESSAGE_CHARS_MAX).trim();
  return message === '' ? otherwise : message;
}

/** `retry-after-ms`, or `retry-after` in seconds or as a date (RFC 9110). */
export function readRetryAfterMs(headers: UpstreamHeaders): number | null {
  const ms = Number(single(headers['retry-after-ms']));
  if (Number.isFinite(ms) && ms > 0) return Math.ceil(ms);
  const value = single(headers['retry-after']);
  if (value === '') return null;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return seconds >= 0 ? Math.ceil(seconds * 1_000) : null;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
}

const REQUEST_ID_CHARS_MAX = 200;

/** The header by that name, as an id. */
export function readRequestId(headers: UpstreamHeaders, name: string): string | null {
  const id = single(headers[name]).slice(0, REQUEST_ID_CHARS_MAX);
  return id === '' ? null : id;
}

function single(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? '';
}

/** Parses `{"error": {...}}` as OpenAI and Anthropic both send it; text that is not JSON has no message for the client. */
export function readErrorBody(body: Buffer): ProviderErrorText {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8'));
  } catch {
    return { message: '', code: '', param: null };
  }
  const error = (parsed as { error?: unknown } | null)?.error;
  if (typeof error === 'string') return { message: error, code: '', param: null };
  const { message, code, type, param } = (error ?? {}) as Record<string, unknown>;
  return {
    message: typeof message === 'string' ? message : '',
    code: typeof code === 'string' ? code : typeof type === 'string' ? type : '',
    param: typeof param === 'string' ? param : null,
  };
}

/** For bodies that a 2xx answer should not have. */
export function unreadable(providerName: string, detail: string): ModelHubError {
  return new ModelHubError('provider_error', { message: `${providerName} sent an answer that could not be read.`, detail });
}
