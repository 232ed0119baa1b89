import type { ModelHubError } from '@modelhub/core/errors';
import { anthropicError } from './client-error.ts';

/** The last event of a stream of Anthropic's dialect that broke; `message_stop` never follows. */
export function errorFrame(error: ModelHubError): Buffer {
  return Buffer.from(`event: error\ndata: ${JSON.stringify(anthropicError(error))}\n\n`);
}
