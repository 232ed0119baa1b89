import type { ModelHubError } from '@modelhub/core/errors';
import { parseExactly } from '@modelhub/providers/exact-json';
import { responseErrorOf } from '@modelhub/providers/openai/response-error';
import { responseIdOf } from '@modelhub/providers/openai/response-id';
import { ConversationCall, type IncomingCall } from '@modelhub/surfaces/conversation-call';
import type { Fields } from '@modelhub/surfaces/read-body';
import { responsesSurface } from '@modelhub/surfaces/responses';
import { responseObject } from '@modelhub/surfaces/responses/response-object';
import type { Gateway } from '../gateway.ts';
import type { AnswerKeeper, KeptRequest } from '../pipeline/answer-keeper.ts';
import type { DetachableClient } from './detachable-client.ts';
import { expandInput, itemsOf, needsExpansion, tooLarge } from './expand-input.ts';
import type { ResponseEnd, ResponseOwner, StoredResponse } from './stored-response.ts';

/** Reads one request for a response with what it goes on from, and keeps the answer, unless the client says that it should not be kept. */
export class ResponseKeeper implements AnswerKeeper {
  readonly #gateway: Gateway;
  readonly #owner: ResponseOwner;
  readonly #client: DetachableClient;
  readonly #requestId: string;
  #request: Fields = {};
  /** The items of this turn. */
  #items: readonly Fields[] = [];
  /** Of a response that is open in the store. */
  #openId: string | null = null;

  constructor(gateway: Gateway, sender: { readonly owner: ResponseOwner; readonly client: DetachableClient; readonly requestId: string }) {
    this.#gateway = gateway;
    this.#owner = sender.owner;
    this.#client = sender.client;
    this.#requestId = sender.requestId;
  }

  /** Throws a 400 that names the field, and 404 for an earlier response that is not kept. */
  read(incoming: IncomingCall): ConversationCall | Promise<ConversationCall> {
    const call = new ConversationCall(responsesSurface, incoming);
    this.#request = call.request;
    if (call.request['background'] === true) this.#client.detach();
    if (needsExpansion(call.request)) return this.#expanded(call, incoming);
    this.#items = itemsOf(call.request['input']);
    return this.#isLeftAlone ? this.#rewritten(incoming, exactly(incoming)) : call;
  }

  admitted(request: KeptRequest): Promise<void> | void {
    return this.#isBackground ? this.#open(request) : undefined;
  }

  answered(request: KeptRequest, bytes: Buffer): void {
    if (this.#request['store'] === false) return;
    const response = responseIn(bytes, request.isStream);
    if (response === null) this.#gateway.logger.error({ requestId: this.#requestId }, 'an answer is no response');
    else this.#end(request, () => ({ status: statusOf(response), body: JSON.stringify(response), error: null, itemIds: itemIdsIn(response) }));
  }

  failed(request: KeptRequest, error: ModelHubError, frames: Buffer | null): void {
    const response = frames === null ? null : responseIn(frames, request.isStream);
    // Without a beginning the client has no id to ask for.
    if (response === null && !this.#isBackground) return;
    this.#end(request, () => ({
      status: 'failed',
      body: response === null ? null : JSON.stringify(response),
      error: responseErrorOf(error),
      itemIds: [],
    }));
  }

  cancelled(request: KeptRequest): void {
    if (this.#isBackground) this.#end(request, () => ({ status: 'cancelled', body: null, error: null, itemIds: [] }));
  }

  refused(error: ModelHubError): void {
    if (this.#openId !== null) this.#finish(this.#openId, { status: 'failed', body: null, error: responseErrorOf(error), itemIds: [] });
  }

  get #isBackground(): boolean {
    return this.#request['background'] === true;
  }

  /** Nobody reads along: the provider is asked for a stream all the same, which may take as long as it goes on, and of which is known what it has cost. */
  get #isLeftAlone(): boolean {
    return this.#isBackground && this.#request['stream'] !== true;
  }

  async #expanded(call: ConversationCall, incoming: IncomingCall): Promise<ConversationCall> {
    const exact = exactly(incoming);
    const { bodyBytesMax } = this.#gateway.settings;
    const kept = { store: this.#gateway.responses, owner: this.#owner, bytesMax: bodyBytesMax };
    const { all, own } = await expandInput(kept, { ...call.request, input: exact['input'] });
    this.#items = own;
    return this.#rewritten(incoming, { ...exact, input: all });
  }

  #rewritten(incoming: IncomingCall, request: Fields): ConversationCall {
    const body = Buffer.from(JSON.stringify(this.#isLeftAlone ? { ...request, stream: true } : request));
    const { bodyBytesMax } = this.#gateway.settings;
    if (body.length > bodyBytesMax) throw tooLarge(bodyBytesMax);
    return new ConversationCall(responsesSurface, { ...incoming, body });
  }

  async #open(request: KeptRequest): Promise<void> {
    const id = responseIdOf(request.generationId);
    const body = Buffer.from(JSON.stringify(responseObject(request.answerContext(), { status: 'queued', output: [] })));
    await this.#gateway.responses.open(this.#owner, this.#stored(id, 'queued', body.toString()));
    this.#openId = id;
    this.#gateway.backgroundRuns.add(id, this.#client);
    this.#gateway.responses.start(this.#owner, id);
    if (!this.#isLeftAlone) return;
    const headers = ['content-type', 'application/json', 'content-length', String(body.length), 'x-request-id', this.#requestId];
    this.#client.answer(200, [...headers, 'x-generation-id', request.generationId], body);
  }

  /** The client has its answer: whatever goes wrong here is not its concern. What can be read may be too deep to be written. */
  #end(request: KeptRequest, describe: () => ResponseEnd): void {
    const id = responseIdOf(request.generationId);
    try {
      const end = describe();
      if (this.#openId !== null) this.#finish(id, end);
      else if (this.#request['store'] !== false) {
        this.#gateway.responses.keep(this.#owner, { ...this.#stored(id, end.status, end.body ?? '{}'), error: end.error }, end.itemIds);
      }
    } catch (error) {
      this.#gateway.logger.error({ err: error, requestId: this.#requestId, responseId: id }, 'a response could not be kept');
      this.#gateway.backgroundRuns.delete(id);
    }
  }

  #finish(id: string, end: ResponseEnd): void {
    this.#openId = null;
    this.#gateway.backgroundRuns.delete(id);
    this.#gateway.responses.finish(this.#owner, id, end);
  }

  #stored(id: string, status: StoredResponse['status'], body: string): StoredResponse {
    const previous = this.#request['previous_response_id'];
    const previousResponseId = typeof previous === 'string' ? previous : null;
    return { id, status, isBackground: this.#isBackground, previousResponseId, input: JSON.stringify(this.#items), body, error: null };
  }
}

/** With every number as the client wrote it. */
function exactly({ body }: IncomingCall): Fields {
  return parseExactly(body.toString('utf8')) as Fields;
}

/** The response object of a whole body, or of the last event of a stream. */
function responseIn(bytes: Buffer, isStream: boolean): Fields | null {
  const text = bytes.toString('utf8');
  const json = isStream ? text.slice(text.lastIndexOf('\ndata: ') + '\ndata: '.length) : text;
  try {
    const value = parseExactly(json) as Fields;
    const response = isStream ? value['response'] : value;
    return typeof response === 'object' && response !== null ? (response as Fields) : null;
  } catch {
    return null;
  }
}

function statusOf(response: Fields): ResponseEnd['status'] {
  return response['status'] === 'incomplete' ? 'incomplete' : 'completed';
}

function itemIdsIn({ output }: Fields): string[] {
  return Array.isArray(output) ? (output as readonly Fields[]).flatMap(({ id }) => (typeof id === 'string' ? [id] : [])) : [];
}
