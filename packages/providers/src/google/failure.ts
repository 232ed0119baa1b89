import { ModelHubError } from '@modelhub/core/errors';
import { classifyFailure, readErrorBody, removeSecrets } from '../failure.ts';
import { fieldsOf, textOf } from '../openai/tell-choice.ts';
import type { UpstreamFailure, UpstreamHeaders } from '../types.ts';

interface GoogleError {
  readonly message: string;
  /** `RESOURCE_EXHAUSTED`: the name of the code. */
  readonly status: string;
  readonly details: readonly Readonly<Record<string, unknown>>[];
}

/** Google's errors of a credential or an account that come with a status of a wrong request (ai.google.dev, "Troubleshooting guide"). */
const CREDENTIAL_REASONS: ReadonlySet<string> = new Set([
  'API_KEY_INVALID',
  'API_KEY_SERVICE_BLOCKED',
  'SERVICE_DISABLED',
  'CONSUMER_INVALID',
  'BILLING_DISABLED',
]);
/** The same, from versions that give no reason. The whole beginning has to fit: a request that gets itself quoted must not put our credential aside. */
const CREDENTIAL_MESSAGE = /^(API key (not valid|expired|not found)|User location is not supported for the API use)/;

/**
 * A failed answer of a Google API: `{"error": {code, message, status, details}}` (google.rpc.Status), in a list where a stream was asked for. How long to
 * wait stands in a detail and not in a header.
 */
export function googleFailure(
  providerName: string,
  answer: { readonly status: number; readonly headers: UpstreamHeaders; readonly body: Buffer },
): UpstreamFailure {
  const { body, headers } = answer;
  const error = parse(body);
  const isCredential = error !== null && concernsCredential(answer.status, error);
  // 499 is Google's word for a call that it has given up, and 500 for a model that broke.
  const status = isCredential ? 401 : answer.status === 499 ? 503 : answer.status;
  const said = readErrorBody(body);
  const text = { ...said, code: (error === null ? '' : codeOf(error)) || said.code };
  return classifyFailure(providerName, { status, headers: withRetryDelay(headers, error), text });
}

/** An error in the middle of a stream. */
export function streamError(providerName: string, data: string): ModelHubError {
  const error = parse(Buffer.from(data));
  const isOverload = error?.status === 'UNAVAILABLE' || error?.status === 'RESOURCE_EXHAUSTED';
  return new ModelHubError(isOverload ? 'overloaded' : 'provider_error', {
    message: isOverload ? `${providerName} is overloaded.` : `${providerName} broke off its answer.`,
    detail: removeSecrets(`${error?.status ?? ''} ${error?.message ?? ''}`.trim()),
  });
}

function parse(body: Buffer): GoogleError | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
  const { error } = fieldsOf(Array.isArray(parsed) ? parsed[0] : parsed);
  if (typeof error !== 'object' || error === null) return null;
  const { message, status, details } = error as Readonly<Record<string, unknown>>;
  return { message: textOf(message), status: textOf(status), details: Array.isArray(details) ? details.map(fieldsOf) : [] };
}

function concernsCredential(status: number, { message, details }: GoogleError): boolean {
  if (status !== 400 && status !== 403) return false;
  return CREDENTIAL_MESSAGE.test(message) || details.some(({ reason }) => CREDENTIAL_REASONS.has(textOf(reason)));
}

/** `The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).` has no code of its own. */
function codeOf({ status, message }: GoogleError): string {
  return /input token count .*exceeds the maximum number of tokens/i.test(message) ? 'context_length_exceeded' : status;
}

/** `google.rpc.RetryInfo`: `"retryDelay": "34.07s"`. */
function withRetryDelay(headers: UpstreamHeaders, error: GoogleError | null): UpstreamHeaders {
  if (headers['retry-after'] !== undefined || headers['retry-after-ms'] !== undefined) return headers;
  const delay = error?.details.map(({ retryDelay }) => /^(\d+(?:\.\d+)?)s$/.exec(textOf(retryDelay))?.[1]).find((seconds) => seconds !== undefined);
  return delay === undefined ? headers : { ...headers, 'retry-after-ms': String(Math.ceil(Number(delay) * 1_000)) };
}
