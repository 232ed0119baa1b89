import { ModelHubError, type ErrorCode } from '@modelhub/core/errors';
import type { UpstreamFailure, UpstreamHeaders } from './types.ts';

/** What a provider's error body says, read leniently. */
export interface ProviderErrorText {
  readonly message: string;
  readonly code: string;
  readonly param: string | null;
}

const MESSAGE_CHARS_MAX = 1_000;
const REQUEST_ID = /^[\w.:-]{1,200}$/;
/** Anything that looks like a key, and the names of our accounts: a provider may echo what it refused. */
const SECRET =
  /\b(?:(?:sk|pk|rk|gsk|xai|key)[-_][\w*.-]{6,}|AIza[\w*-]{6,}|Bearer\s+\S{6,}|(?:org|proj)[-_][\w-]{8,}|(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{40,})/g;
/** Longer texts are cut before they are searched. */
const SEARCHED_CHARS_MAX = 4_000;
/**
 * Said with 400 or 429: our account has no money left (error code pages of OpenAI and Anthropic). Anthropic has no code for it. The
 * whole beginning has to fit: a request that gets itself quoted must not be able to put our credential aside.
 */
const ACCOUNT_EMPTY_CODE = /^(insufficient_quota|billing_hard_limit_reached|billing_not_active)$/;
const ACCOUNT_EMPTY_MESSAGE = /^Your credit balance is too low to access the (Anthropic|Claude) API/;

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
  const detail = removeSecrets(`${providerName} answered ${status}: ${text.code} ${text.message}`).slice(0, MESSAGE_CHARS_MAX);
  const fail = (code: ErrorCode, message: string, blame: UpstreamFailure['blame']): UpstreamFailure => ({
    error: new ModelHubError(code, { message, param: text.param, detail, ...(retryAfterMs === null ? {} : { retryAfterMs }) }),
    blame,
    retryAfterMs,
  });

  if (status === 401) return { ...fail('provider_error', `${providerName} refused our credentials.`, 'credential'), isAccountWide: true };
  if (status === 403) return fail('provider_error', `${providerName} refused our credentials.`, 'credential');
  if (status === 402 || isAccountEmpty(status, text))
    return { ...fail('provider_unavailable', `${providerName} is not available for our account at the moment.`, 'credential'), isAccountWide: true };
  if (status === 429) return fail('rate_limit_exceeded', `${providerName} is limiting our requests. Try again shortly.`, 'credential');
  if (status === 413) return fail('request_too_large', clientMessage(text, `The request is too large for ${providerName}.`), 'client');
  if (status === 404) return fail('provider_error', `${providerName} does not serve this model to us.`, 'provider');
  if (status === 408 || status === 504) return fail('timeout', `${providerName} did not answer in time.`, 'provider');
  if (status === 503) return fail('provider_unavailable', `${providerName} is overloaded or down.`, 'provider');
  if (status === 529) return fail('overloaded', `${providerName} is overloaded.`, 'provider');
  // A conflict or a refused early request is between the provider and us, and another attempt may well succeed.
  if (status === 409 || status === 425) return fail('provider_error', `${providerName} could not take the request.`, 'provider');
  if (status >= 400 && status < 500) return fail(requestErrorCode(text), clientMessage(text, `${providerName} refused the request.`), 'client');
  return fail('provider_error', `${providerName} failed with status ${status}.`, 'provider');
}

function isAccountEmpty(status: number, text: ProviderErrorText): boolean {
  return (status === 400 || status === 429) && (ACCOUNT_EMPTY_CODE.test(text.code) || ACCOUNT_EMPTY_MESSAGE.test(text.message));
}

function requestErrorCode(text: ProviderErrorText): ErrorCode {
  const said = `${text.code} ${text.message}`;
  if (/context[_ ]length|maximum context|context (limit|window)|prompt is too long|too many (input )?tokens/i.test(said)) return 'context_length_exceeded';
  if (/content[_ ](policy|filter)/i.test(said)) return 'content_policy_violation';
  if (/unsupported[_ ](parameter|value)/i.test(said)) return 'unsupported_parameter';
  return 'invalid_request_error';
}

function clientMessage(text: ProviderErrorText, otherwise: string): string {
  const message = removeSecrets(text.message).slice(0, MESSAGE_CHARS_MAX).trim();
  return message === '' ? otherwise : message;
}

/** A provider's text without keys and account names. */
export function removeSecrets(text: string): string {
  return text.slice(0, SEARCHED_CHARS_MAX).replaceAll(SECRET, '[removed]');
}

/** The request id out of the header that the provider documents for it; what does not look like one is not passed on. */
export function readRequestId(headers: UpstreamHeaders, header: string): string | null {
  const id = single(headers[header]);
  return REQUEST_ID.test(id) ? id : null;
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

function single(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? '';
}

/**
 * Parses `{"error": {...}}` as OpenAI and Anthropic both send it, and the bare `{"message": ...}` or `{"detail": ...}` of others; text
 * that is not JSON has no message for the client.
 */
export function readErrorBody(body: Buffer): ProviderErrorText {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8'));
  } catch {
    return { message: '', code: '', param: null };
  }
  const whole = fieldsOf(Array.isArray(parsed) ? parsed[0] : parsed);
  if (typeof whole['error'] === 'string') return { message: whole['error'], code: '', param: null };
  const { message, detail, code, type, param } = whole['error'] == null ? whole : fieldsOf(whole['error']);
  return {
    message: textOf(message) || textOf(detail),
    code: textOf(code) || textOf(type),
    param: typeof param === 'string' ? param : null,
  };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** For bodies that a 2xx answer should not have. */
export function unreadable(providerName: string, detail: string): ModelHubError {
  return new ModelHubError('provider_error', { message: `${providerName} sent an answer that could not be read.`, detail });
}
