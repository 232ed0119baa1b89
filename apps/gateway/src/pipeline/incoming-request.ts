import type { Principal } from '@modelhub/access/principal';
import type { ClientResponse } from './client-response.ts';

/** A request whose sender is known and whose body is here. */
export interface IncomingRequest {
  readonly requestId: string;
  readonly principal: Principal;
  readonly body: Buffer;
  /** `performance.now()` when its first byte was handled. */
  readonly receivedAtMs: number;
  readonly client: ClientResponse;
}
