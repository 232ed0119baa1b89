import type { UpstreamHeaders } from '@modelhub/providers/types';

/** What a call can ask of the connection that carries it. */
export interface CallController {
  /** Gives the connection up; the handler hears nothing more. */
  abort(reason: Error): void;
  /** Nothing more is read until `resume`. */
  pause(): void;
  resume(): void;
}

/** What becomes of one request to a provider. Both clients speak to it in this way: our own, and undici's, whose names these are. */
export interface CallHandler {
  onRequestStart(controller: CallController): void;
  /** Header names are in lower case; one that came several times is a list. */
  onResponseStart(controller: CallController, statusCode: number, headers: UpstreamHeaders): void;
  /** The bytes are the handler's to keep. */
  onResponseData(controller: CallController, chunk: Buffer): void;
  onResponseEnd(): void;
  onResponseError(controller: CallController | null, error: Error): void;
}
