import type { Socket } from 'node:net';
import { ModelHubError, type ErrorCode } from '@modelhub/core/errors';
import type { FastifyError, FastifyInstance } from 'fastify';
import type { Gateway } from '../gateway.ts';
import { errorBody, errorHeaders, toModelHubError, type ErrorForm } from '../pipeline/error-response.ts';

/** Every error that the framework meets leaves in the envelope of the API, whatever raised it. */
export function answerErrors(app: FastifyInstance, gateway: Gateway): void {
  app.setErrorHandler((thrown: FastifyError | ModelHubError, request, reply) => {
    const error = thrown instanceof ModelHubError ? thrown : frameworkError(thrown, gateway);
    if (error.code === 'internal_error') gateway.logger.error({ err: thrown, requestId: request.id }, 'a request failed on our side');
    gateway.metrics.refused(error.code);
    const body = errorBody(error, errorFormOf(request.url));
    const headers = errorHeaders(error, { requestId: request.id, bytes: Buffer.byteLength(body) });
    for (let i = 0; i < headers.length; i += 2) void reply.header(headers[i] as string, headers[i + 1]);
    void reply.code(error.status).send(body);
  });

  app.setNotFoundHandler((request) => {
    const { pathname } = new URL(request.url, 'http://gateway');
    const allowed = ['GET', 'POST'].filter((method) => app.hasRoute({ method, url: pathname }));
    if (allowed.length > 0) {
      throw new ModelHubError('method_not_allowed', { message: `${request.method} is not possible on ${pathname}; use ${allowed.join(' or ')}.` });
    }
    throw new ModelHubError('unsupported_endpoint', {
      message: `${request.method} ${pathname.slice(0, 200)} is not served here. What is: ${gateway.settings.dashboardUrl}/docs`,
    });
  });
}

/** Clients of Anthropic's dialect expect its envelope, whatever went wrong. */
export function errorFormOf(url: string): ErrorForm {
  return url.startsWith('/v1/messages') || url.startsWith('/anthropic/') ? 'anthropic' : 'openai';
}

/** Codes of Fastify that are a client's doing (fastify.dev, "Errors"). */
const FRAMEWORK_CODES: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'request_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_EMPTY_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'invalid_request_error',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'invalid_json',
  FST_ERR_BAD_URL: 'invalid_request_error',
  ECONNRESET: 'request_cancelled',
};

function frameworkError(error: FastifyError, gateway: Gateway): ModelHubError {
  const code = FRAMEWORK_CODES[error.code];
  switch (code) {
    case 'request_too_large':
      return new ModelHubError(code, { message: `The request body is larger than ${gateway.settings.bodyBytesMax} bytes.`, shouldRetry: false });
    case 'unsupported_media_type':
      return new ModelHubError(code, { message: 'The request body must be JSON, with content-type: application/json.' });
    case undefined:
      return error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500
        ? new ModelHubError('invalid_request_error', { message: 'The request could not be read.', detail: error.message })
        : toModelHubError(error);
    default:
      return new ModelHubError(code, { message: 'The request could not be read.', detail: error.message });
  }
}

/** What never became a request: bytes that are not HTTP, headers too large, a body that does not come. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const isSlow = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const code: ErrorCode = isSlow ? 'request_timeout' : 'invalid_request_error';
  const message = isSlow ? 'The request did not arrive in time.' : 'This is not a valid HTTP request.';
  const answer = new ModelHubError(code, { message });
  const body = errorBody(answer, 'openai');
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : isSlow ? '408 Request Timeout' : '400 Bad Request';
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}
