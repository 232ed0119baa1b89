import { parseExactly } from '@modelhub/providers/exact-json';
import type { Fields } from '@modelhub/surfaces/read-body';
import { turnOf } from './expand-input.ts';
import type { StoredResponse } from './stored-response.ts';

/** A kept response as its client gets it: what became of it since it was written counts. */
export function shownResponse({ body, status, error }: StoredResponse): string {
  const response = parseExactly(body) as Fields;
  return JSON.stringify({ ...response, status, error: error ?? response['error'] ?? null });
}

/** What ids of input items begin with, by OpenAI's habit. */
const PREFIXES: Readonly<Record<string, string>> = {
  message: 'msg',
  function_call: 'fc',
  function_call_output: 'fco',
  custom_tool_call: 'ctc',
  custom_tool_call_output: 'ctco',
  reasoning: 'rs',
};

/** Everything that the last response of a chain was made from, the oldest first: earlier turns whole, and its own input. Items without an id get one. */
export function inputItems(chain: readonly StoredResponse[]): Fields[] {
  return chain.flatMap((response, index) => {
    const items = index === chain.length - 1 ? (parseExactly(response.input) as readonly Fields[]) : turnOf(response);
    const digits = response.id.slice(response.id.indexOf('_') + 1);
    return items.map((item, place) => shownItem(item, `${digits}i${place.toString(16).padStart(3, '0')}`));
  });
}

function shownItem(item: Fields, suffix: string): Fields {
  const type = typeof item['type'] === 'string' ? item['type'] : 'message';
  const id = typeof item['id'] === 'string' ? item['id'] : `${PREFIXES[type] ?? 'item'}_${suffix}`;
  const { content } = item;
  const part = item['role'] === 'assistant' ? { type: 'output_text', text: content, annotations: [], logprobs: [] } : { type: 'input_text', text: content };
  return { status: 'completed', ...item, id, type, ...(typeof content === 'string' ? { content: [part] } : {}) };
}

export interface ItemPage {
  readonly limit: number;
  readonly order: 'asc' | 'desc';
  /** The id of the item that the page before ended with. */
  readonly after: string | null;
}

/** One page of a list, in OpenAI's form. */
export function pageOf(items: readonly Fields[], { limit, order, after }: ItemPage): object {
  const ordered = order === 'asc' ? items : items.toReversed();
  const from = after === null ? 0 : ordered.findIndex(({ id }) => id === after) + 1;
  const data = ordered.slice(from, from + limit);
  const idOf = (item: Fields | undefined): unknown => item?.['id'] ?? null;
  return { object: 'list', data, first_id: idOf(data[0]), last_id: idOf(data.at(-1)), has_more: from + limit < ordered.length };
}
