import type { ErrorAnswer } from './dialects/dialect.ts';
import { object, objects, type Json } from './json.ts';

interface Kept {
  response: Json;
  /** Of all turns so far, the answer left out. */
  readonly input: readonly Json[];
  /** Works in the background, and is done when somebody looks. */
  isPending: boolean;
}

const KEPT_MAX = 1_000;

/** Responses that OpenAI stores unless it is told not to (API reference, "Get a model response" and its neighbours). */
export class StoredResponses {
  readonly #kept = new Map<string, Kept>();

  keep(response: Json, input: readonly Json[], { isPending }: { readonly isPending: boolean }): void {
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined && this.#kept.size >= KEPT_MAX) this.#kept.delete(oldest);
    this.#kept.set(String(response['id']), { response, input, isPending });
  }

  has(id: string): boolean {
    return this.#kept.has(id);
  }

  /** The conversation up to the end of that response; nothing for one that is not kept. */
  itemsThrough(id: unknown): readonly Json[] {
    const kept = typeof id === 'string' ? this.#kept.get(id) : undefined;
    return kept === undefined ? [] : [...kept.input, ...objects(kept.response['output'])];
  }

  /** Answers a request for `/responses/<id><rest>`. */
  answer(method: string, id: string, rest: string): ErrorAnswer {
    const kept = this.#kept.get(id);
    if (kept === undefined) return refused(404, `Response with id '${id}' not found.`);
    if (rest === '/input_items') return { status: 200, body: listOf(kept.input) };
    if (rest === '/cancel') return method === 'POST' ? cancelled(kept) : refused(405, 'Method not allowed.');
    if (method === 'DELETE') {
      this.#kept.delete(id);
      return { status: 200, body: { id, object: 'response', deleted: true } };
    }
    kept.isPending = false;
    return { status: 200, body: kept.response };
  }
}

/** What was asked, as items: a bare text is a message of the user. */
export function inputItems(input: unknown): readonly Json[] {
  return typeof input === 'string' ? [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: input }] }] : objects(input);
}

/** What a background response looks like before anybody worked on it. */
export function queued(response: Json): Json {
  const { usage: _usage, completed_at: _at, ...rest } = response;
  return { ...rest, status: 'queued', output: [], background: true };
}

function cancelled(kept: Kept): ErrorAnswer {
  if (object(kept.response)['background'] !== true) return refused(400, 'Cannot cancel a synchronous response.');
  if (kept.isPending) kept.response = { ...queued(kept.response), status: 'cancelled' };
  kept.isPending = false;
  return { status: 200, body: kept.response };
}

/** The newest first. */
function listOf(input: readonly Json[]): Json {
  const data = input.map((item, index) => ({ id: `msg_${index}`, type: 'message', ...item })).toReversed();
  return { object: 'list', data, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null, has_more: false };
}

function refused(status: number, message: string): ErrorAnswer {
  return { status, body: { error: { message, type: 'invalid_request_error', param: null, code: null } } };
}
