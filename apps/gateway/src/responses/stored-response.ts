import type { ResponseStatus } from '@modelhub/surfaces/responses/response-object';

/** Whose responses they are: keys of one project share them, as they do with OpenAI. */
export interface ResponseOwner {
  readonly organizationId: string;
  readonly projectId: string;
}

/** A response that is kept. */
export interface StoredResponse {
  readonly id: string;
  readonly status: ResponseStatus;
  readonly isBackground: boolean;
  readonly previousResponseId: string | null;
  /** The items that the client sent with this response, as a JSON list; those of earlier ones are kept with these. */
  readonly input: string;
  /** The response object, as JSON; where `status` is later than it, the status counts. */
  readonly body: string;
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** How a response came to its end. */
export interface ResponseEnd {
  readonly status: 'completed' | 'incomplete' | 'failed' | 'cancelled';
  /** Null where there is no other than the one it began with. */
  readonly body: string | null;
  readonly error: StoredResponse['error'];
  /** Of its output: what an `item_reference` refers to. */
  readonly itemIds: readonly string[];
}

export const OPEN_STATUSES: readonly ResponseStatus[] = ['queued', 'in_progress'];
