import type { Principal } from '@modelhub/access/principal';
import type { IncomingMessage } from 'node:http';
import type { ClientResponse } from '../pipeline/client-response.ts';
import type { ErrorForm } from '../pipeline/error-response.ts';

/** A request to a provider's own API, whose sender is known and whose body is still on its way. */
export interface NativeRequest {
  readonly requestId: string;
  readonly principal: Principal;
  readonly presentedKey: string;
  readonly receivedAtMs: number;
  readonly client: ClientResponse;
  readonly errorForm: ErrorForm;
  readonly raw: IncomingMessage;
  /** Below the API's own root, with its query. */
  readonly path: string;
}
