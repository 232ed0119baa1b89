import { ModelHubError, type ErrorCode } from '@modelhub/core/errors';
import { classifyFailure, readErrorBody, removeSecrets, type ProviderErrorText } from '../failure.ts';
import type { UpstreamFailure, UpstreamHeaders } from '../types.ts';

export const PROVIDER_NAME = 'Amazon Bedrock';

/** Names of resources hold the number of our account. */
const ARN = /\barn:aws[\w-]*:[^\s"',;]*/g;
const NOT_SERVED = /model identifier is invalid|on-demand throughput|don't have access to the model|not authorized to|legacy|end of its life/i;
const TOO_LONG = /input is too long|too many input tokens|maximum (number of )?(input )?tokens|exceeds? (the )?(model'?s? )?(maximum )?(context|input)/i;
const NOT_TAKEN = /doesn't support the \S+ field|not supported|unsupported|extraneous key/i;

/** What is wrong with our account, by the name of the error (Amazon Bedrock User Guide, "Troubleshooting Amazon Bedrock API error codes"). */
const ACCOUNT_ERRORS = new Set([
  'AccessDeniedException',
  'ExpiredTokenException',
  'IncompleteSignature',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'MissingAuthenticationToken',
  'NotAuthorized',
  'OptInRequired',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]);

/** Errors whose status says something else about whose fault they are. */
const STATUS_OF: Readonly<Record<string, number>> = {
  ModelErrorException: 500,
  ModelStreamErrorException: 500,
  ModelNotReadyException: 503,
  ServiceQuotaExceededException: 429,
};

/** A failed answer of Bedrock: the name of the error stands in a header, its text in the body. */
export function bedrockFailure(status: number, headers: UpstreamHeaders, body: Buffer): UpstreamFailure {
  const name = errorName(headers);
  const text = readErrorBody(body);
  const message = text.message.replaceAll(ARN, '[removed]');
  const said = { ...text, message, code: codeOf(name, message) };
  return classifyFailure(PROVIDER_NAME, { status: statusOf(status, name, said), headers, text: said });
}

function statusOf(status: number, name: string, { message }: ProviderErrorText): number {
  if (ACCOUNT_ERRORS.has(name)) return 403;
  if (status === 400 && NOT_SERVED.test(message)) return 404;
  return (Object.hasOwn(STATUS_OF, name) ? STATUS_OF[name] : undefined) ?? (status === 424 ? 500 : status);
}

function codeOf(name: string, message: string): string {
  if (TOO_LONG.test(message)) return 'context_length_exceeded';
  return NOT_TAKEN.test(message) ? 'unsupported_parameter' : name;
}

/** `ValidationException:http://internal.amazon.com/coral/…` */
function errorName(headers: UpstreamHeaders): string {
  const value = headers['x-amzn-errortype'];
  return (Array.isArray(value) ? value[0] : value)?.split(':')[0] ?? '';
}

/** What exceptions within a stream mean. Nothing that a client did: the stream had begun. */
const STREAM_ERRORS: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  throttlingException: ['overloaded', `${PROVIDER_NAME} is overloaded.`],
  serviceUnavailableException: ['provider_unavailable', `${PROVIDER_NAME} is overloaded or down.`],
  modelTimeoutException: ['timeout', `${PROVIDER_NAME} did not answer in time.`],
};

/** An exception that came as a message of the stream. */
export function streamFailure(name: string, message: string): ModelHubError {
  const [code, text] = (Object.hasOwn(STREAM_ERRORS, name) ? STREAM_ERRORS[name] : undefined) ?? ['provider_error', `${PROVIDER_NAME} broke off its answer.`];
  return new ModelHubError(code, { message: text, detail: removeSecrets(`${name} ${message}`.replaceAll(ARN, '[removed]').trim()) });
}

/** The model wrote something, such as a call of a tool, that Bedrock could not read. */
export function wroteNonsense(stopReason: unknown): ModelHubError {
  return new ModelHubError('provider_error', { message: `${PROVIDER_NAME} could not read what the model wrote.`, detail: `stop reason ${String(stopReason)}` });
}
