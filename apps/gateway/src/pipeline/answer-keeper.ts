import type { ModelHubError } from '@modelhub/core/errors';
import type { AnswerContext } from '@modelhub/providers/types';

/** What is known of a request whose answer is kept. */
export interface KeptRequest {
  readonly generationId: string;
  readonly isStream: boolean;
  answerContext(): AnswerContext;
}

/** Hears how a request goes whose answer is kept. What it does with it happens beside the answer; only `admitted` is waited for. */
export interface AnswerKeeper {
  /** Every check is passed, and nothing has been asked of a provider. What it throws refuses the request. */
  admitted(request: KeptRequest): Promise<void> | void;
  /** `bytes` are the whole body, or the terminal part of a stream. */
  answered(request: KeptRequest, bytes: Buffer): void;
  /** `frames` are the last ones of a stream that broke; null where there was no answer at all. */
  failed(request: KeptRequest, error: ModelHubError, frames: Buffer | null): void;
  cancelled(request: KeptRequest): void;
  /** The request was not served, and may not have been admitted. */
  refused(error: ModelHubError): void;
}
