import type { Principal } from '@modelhub/access/principal';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Gateway } from '../gateway.ts';
import { ClientResponse, type ClientChannel } from '../pipeline/client-response.ts';
import { principalOf } from '../plugins/authenticate.ts';

/** A request to one of the paths where JSON is answered by the pipeline. Its sender is known, and its body is here. */
export interface JsonRequest {
  readonly requestId: string;
  readonly principal: Principal;
  /** `performance.now()` when it was first seen. */
  readonly receivedAtMs: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  readonly client: ClientChannel;
}

/** Never rejects: whatever happens is answered. */
export type JsonHandler = (gateway: Gateway, request: JsonRequest) => Promise<void>;

const EMPTY = Buffer.alloc(0);

/** From here on the pipeline writes to the socket itself: the framework's way would serialise, copy and buffer. */
export function jsonRequest(request: FastifyRequest, reply: FastifyReply): JsonRequest {
  const { id: requestId, receivedAtMs, headers } = request;
  const principal = principalOf(request);
  const body = Buffer.isBuffer(request.body) ? request.body : EMPTY;
  reply.hijack();
  return { requestId, principal, receivedAtMs, headers, body, client: new ClientResponse(reply.raw) };
}
