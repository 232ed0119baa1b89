import { ModelHubError } from '@modelhub/core/errors';
import { parseExactly } from '@modelhub/providers/exact-json';
import type { Fields } from '@modelhub/surfaces/read-body';
import { kindOf } from '@modelhub/surfaces/responses/input-items';
import type { ResponseStore } from './response-store.ts';
import { OPEN_STATUSES, type ResponseOwner, type StoredResponse } from './stored-response.ts';

export interface ExpandedInput {
  /** What the model is shown: the items of earlier turns, then those of this one. */
  readonly all: readonly Fields[];
  /** Those of this turn, with the items themselves in the place of references. */
  readonly own: readonly Fields[];
}

/** Where earlier turns are, and how much of them a request can hold. */
export interface KeptInput {
  readonly store: ResponseStore;
  readonly owner: ResponseOwner;
  readonly bytesMax: number;
}

/** Whether the input refers to what is kept here. */
export function needsExpansion(request: Fields): boolean {
  return request['previous_response_id'] != null || referencesIn(request['input']).length > 0;
}

/**
 * Earlier turns as items of the input, so that a conversation goes on with any model of any provider. Throws 404 for what is not kept for this tenant,
 * whoever else may have it.
 */
export async function expandInput(from: KeptInput, request: Fields): Promise<ExpandedInput> {
  const previousId = request['previous_response_id'];
  const earlier = typeof previousId === 'string' ? await earlierTurns(from, previousId) : [];
  const own = await resolved(from, itemsOf(request['input']));
  return { all: [...earlier.flatMap(turnOf), ...own], own };
}

/** A text is a message of the user. */
export function itemsOf(input: unknown): readonly Fields[] {
  if (typeof input === 'string') return [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: input }] }];
  return Array.isArray(input) ? (input as readonly Fields[]) : [];
}

/** The items that one response was made from, and made, without those of the responses before it. */
export function turnOf({ input, body }: StoredResponse): Fields[] {
  return [...(parseExactly(input) as readonly Fields[]), ...outputOf(body)];
}

export function outputOf(body: string): readonly Fields[] {
  const { output } = parseExactly(body) as Fields;
  return Array.isArray(output) ? (output as readonly Fields[]) : [];
}

async function earlierTurns({ store, owner, bytesMax }: KeptInput, id: string): Promise<StoredResponse[]> {
  const chain = await store.chain(owner, id, bytesMax);
  const last = chain.at(-1);
  if (chain.reduce((bytes, { input, body }) => bytes + input.length + body.length, 0) > bytesMax) throw tooLarge(bytesMax);
  if (last === undefined || chain[0]?.previousResponseId !== null) throw previousNotFound(chain[0]?.previousResponseId ?? id);
  const message = (what: string): string => `The response ${id} ${what}, so that it cannot be continued.`;
  if (OPEN_STATUSES.includes(last.status)) throw invalidPrevious(message('is not complete yet'));
  if (last.status === 'failed' || last.status === 'cancelled') throw invalidPrevious(message(last.status === 'failed' ? 'failed' : 'was cancelled'));
  return chain;
}

async function resolved({ store, owner, bytesMax }: KeptInput, items: readonly Fields[]): Promise<readonly Fields[]> {
  const ids = referencesIn(items);
  if (ids.length === 0) return items;
  const found = new Map<unknown, Fields>();
  for (const { body } of await store.withItems(owner, ids, bytesMax)) for (const item of outputOf(body)) found.set(item['id'], item);
  return items.map((item, index) => {
    if (kindOf(item) !== 'item_reference') return item;
    const referred = found.get(item['id']);
    if (referred === undefined) {
      const message = `The item ${JSON.stringify(item['id'])} is not kept here: it is older than 30 days, of a response with store: false, or does not exist.`;
      throw new ModelHubError('not_found', { message, param: `input[${index}].id` });
    }
    return referred;
  });
}

function referencesIn(input: unknown): string[] {
  if (!Array.isArray(input)) return [];
  return (input as readonly Fields[]).flatMap((item) => (kindOf(item) === 'item_reference' && typeof item['id'] === 'string' ? [item['id']] : []));
}

export function tooLarge(bytesMax: number): ModelHubError {
  const message = `With the turns before it the request is larger than ${bytesMax} bytes. Begin a new conversation.`;
  return new ModelHubError('request_too_large', { message, param: 'previous_response_id', shouldRetry: false });
}

function previousNotFound(id: string): ModelHubError {
  const message = `The response ${id} is not kept here: it is older than 30 days, was made with store: false or deleted, or does not exist.`;
  return new ModelHubError('not_found', { message, param: 'previous_response_id' });
}

function invalidPrevious(message: string): ModelHubError {
  return new ModelHubError('invalid_value', { message, param: 'previous_response_id' });
}
