import type { Principal } from '@modelhub/access/principal';
import { ModelHubError } from '@modelhub/core/errors';
import { readJsonObject } from '@modelhub/surfaces/read-body';
import { responsesSurface } from '@modelhub/surfaces/responses';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Gateway } from '../gateway.ts';
import { handleRequest } from '../pipeline/handle-request.ts';
import { asksForNotes } from '../pipeline/route-notes.ts';
import { authenticate } from '../plugins/authenticate.ts';
import { countTokens } from '../tokens/count-tokens.ts';
import { countedModel } from '../tokens/counted-model.ts';
import { DetachableClient } from '../responses/detachable-client.ts';
import { expandInput } from '../responses/expand-input.ts';
import { ResponseKeeper } from '../responses/response-keeper.ts';
import { inputItems, pageOf, shownResponse, type ItemPage } from '../responses/shown-response.ts';
import type { StoredResponse } from '../responses/stored-response.ts';
import type { JsonHandler } from './json-request.ts';

const EMPTY = Buffer.alloc(0);
const PAGE_ITEMS = 20;
/** More of a conversation is not looked through for a page of it. */
const ITEMS_BYTES_MAX = 64 * 1024 * 1024;
const PAGE_ITEMS_MAX = 100;

type OneResponse = { Params: { id: string }; Querystring: Readonly<Record<string, string | string[] | undefined>> };

/** Makes a response, and keeps it. */
export const createResponse: JsonHandler = (gateway, { requestId, principal, receivedAtMs, headers, body, client: channel }) => {
  const client = new DetachableClient(channel);
  const keeper = new ResponseKeeper(gateway, { owner: principal, client, requestId });
  const readCall = () => keeper.read({ body, headers });
  return handleRequest(gateway, { requestId, principal, receivedAtMs, client, errorForm: 'openai', readCall, wantsMetadata: asksForNotes(headers), keeper });
};

/** The rest of the Responses API: all that can be done with a response that is kept. */
export function responseRoutes(app: FastifyInstance, gateway: Gateway): void {
  const options = { onRequest: authenticate(gateway) };
  const { responses } = gateway;
  const { bodyBytesMax } = gateway.settings;

  app.post('/v1/responses/input_tokens', options, async (request, reply) => {
    const asked = readJsonObject(bodyOf(request));
    const readable = responsesSurface.read(Buffer.from(JSON.stringify({ ...asked, model: asked['model'] ?? 'any', input: asked['input'] ?? '' })));
    const { all } = await expandInput({ store: responses, owner: principalOf(request), bytesMax: bodyBytesMax }, readable);
    const counted = { ...readable, input: all };
    // Without a model any is as good as another.
    const model = asked['model'] === undefined ? undefined : countedModel(gateway, principalOf(request), { surface: responsesSurface, request: counted });
    const input_tokens =
      model === undefined ? responsesSurface.promptTokens(counted) : await countTokens(gateway, { surface: responsesSurface, request: counted, model });
    return reply.header('x-request-id', request.id).send({ object: 'response.input_tokens', input_tokens });
  });

  app.get<OneResponse>('/v1/responses/:id', options, async (request, reply) => {
    refuseReplay(request.query);
    const found = await find(request);
    return reply.header('x-request-id', request.id).type('application/json').send(shownResponse(found));
  });

  app.delete<OneResponse>('/v1/responses/:id', options, async (request, reply) => {
    const { id } = await find(request);
    gateway.backgroundRuns.cancel(id);
    await responses.remove(principalOf(request), id);
    return reply.header('x-request-id', request.id).send({ id, object: 'response', deleted: true });
  });

  app.post<OneResponse>('/v1/responses/:id/cancel', options, async (request, reply) => {
    const { id, isBackground } = await find(request);
    if (!isBackground) {
      const message = `The response ${id} was not made with background: true. To end such a response, close its connection.`;
      throw new ModelHubError('invalid_request_error', { message });
    }
    if (await responses.cancel(principalOf(request), id)) gateway.backgroundRuns.cancel(id);
    return reply
      .header('x-request-id', request.id)
      .type('application/json')
      .send(shownResponse(await find(request)));
  });

  app.get<OneResponse>('/v1/responses/:id/input_items', options, async (request, reply) => {
    const page = readPage(request.query);
    const { id } = await find(request);
    const items = inputItems(await responses.chain(principalOf(request), id, ITEMS_BYTES_MAX));
    return reply.header('x-request-id', request.id).send(pageOf(items, page));
  });

  /** Of another tenant, or of none: there is no difference to whoever asks. */
  async function find(request: FastifyRequest<OneResponse>): Promise<StoredResponse> {
    const { id } = request.params;
    const found = await responses.find(principalOf(request), id);
    if (found !== null) return found;
    const message = `The response ${JSON.stringify(id.slice(0, 100))} is not kept here: it is older than 30 days, was deleted, or does not exist.`;
    throw new ModelHubError('not_found', { message, param: 'response_id' });
  }
}

function principalOf(request: Pick<FastifyRequest, 'principal'>): Principal {
  if (request.principal === null) throw new Error('a request came past authentication');
  return request.principal;
}

function bodyOf(request: FastifyRequest): Buffer {
  return Buffer.isBuffer(request.body) ? request.body : EMPTY;
}

/** A stream is told once. What became of it can be read whole, at any time. */
function refuseReplay(query: OneResponse['Querystring']): void {
  for (const param of ['stream', 'starting_after']) {
    const value = query[param];
    if (value === undefined || value === 'false') continue;
    const message = `${param} is not supported: events of an earlier stream are not kept. Leave it out to get the response as it is now.`;
    throw new ModelHubError('unsupported_parameter', { message, param });
  }
}

function readPage({ limit = String(PAGE_ITEMS), order = 'desc', after }: OneResponse['Querystring']): ItemPage {
  const count = Number(limit);
  if (!Number.isInteger(count) || count < 1 || count > PAGE_ITEMS_MAX)
    throw new ModelHubError('invalid_value', { message: `limit must be a whole number from 1 to ${PAGE_ITEMS_MAX}.`, param: 'limit' });
  if (order !== 'asc' && order !== 'desc') throw new ModelHubError('invalid_value', { message: 'order must be asc or desc.', param: 'order' });
  return { limit: count, order, after: typeof after === 'string' ? after : null };
}
