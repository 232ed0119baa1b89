import { ModelHubError } from '@modelhub/core/errors';
import type { AbortReason } from '../upstream/upstream-call.ts';

/** The error that a client gets for a call that we ended ourselves. */
export function abortError(reason: AbortReason, providerName: string): ModelHubError {
  switch (reason) {
    case 'headers-late':
      return timeout(providerName, 'no response headers came');
    case 'first-token-late':
      return timeout(providerName, 'response headers came, and no first token');
    case 'silent':
      return timeout(providerName, 'it fell silent in the middle of its answer');
    case 'total-late':
      return timeout(providerName, 'its answer was not whole by the end of the time for all of it');
    case 'too-large':
      return new ModelHubError('provider_error', { message: `${providerName} sent an answer that is too large.` });
    case 'client-left':
      return new ModelHubError('request_cancelled', { message: 'The client closed the connection.' });
    case 'shutdown':
    case 'not-recorded':
    case 'stream-over':
    case 'overtaken':
      return new ModelHubError('provider_unavailable', { message: 'This gateway is shutting down. Try again.', retryAfterMs: 1_000 });
  }
}

/** Names the phase whose time was up: connection, headers, first token, silence, total. */
export function timeout(providerName: string, phase: string, cause?: Error): ModelHubError {
  return new ModelHubError('timeout', { message: `${providerName} did not answer in time: ${phase}.`, ...(cause === undefined ? {} : { cause }) });
}
