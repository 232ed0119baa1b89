import { ModelHubError } from '@modelhub/core/errors';

/** The journal does not take records: without it nothing may be sent upstream, since it could not be billed. */
export class JournalUnavailableError extends ModelHubError {
  constructor(cause: unknown) {
    super('provider_unavailable', {
      message: 'This gateway cannot record usage at the moment, so it takes no requests. Try again shortly.',
      detail: `journal: ${cause instanceof Error ? cause.message : String(cause)}`,
      cause,
      retryAfterMs: 1_000,
    });
    this.name = 'JournalUnavailableError';
  }
}

/** Another live process already writes under this gateway id. */
export class JournalLockedError extends Error {
  constructor(folder: string, owner: string) {
    super(`The journal ${folder} is in use by ${owner}. Give every gateway a GATEWAY_ID of its own.`);
    this.name = 'JournalLockedError';
  }
}
