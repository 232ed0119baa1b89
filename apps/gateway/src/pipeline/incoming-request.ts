import type { Principal } from '@modelhub/access/principal';
import type { SurfaceCall } from '@modelhub/surfaces/types';
import type { AnswerKeeper } from './answer-keeper.ts';
import type { ClientChannel } from './client-response.ts';
import type { ErrorForm } from './error-response.ts';

/** A request whose sender is known and whose body is here. */
export interface IncomingRequest {
  readonly requestId: string;
  readonly principal: Principal;
  /** `performance.now()` when its first byte was handled. */
  readonly receivedAtMs: number;
  readonly client: ClientChannel;
  readonly errorForm: ErrorForm;
  /** Reads the body by the rules of its surface. Throws a 400 that names the field. */
  readonly readCall: () => SurfaceCall | Promise<SurfaceCall>;
  /** The client asks why the request goes where it goes: see `RouteNotes`. */
  readonly wantsMetadata?: boolean;
  /** Of an answer that is kept. */
  readonly keeper?: AnswerKeeper;
}
