/** Items of a response's `output`, as OpenAI documents them ("The response object"). */
export type ItemStatus = 'in_progress' | 'completed' | 'incomplete';

export interface TextPart {
  readonly type: 'output_text';
  text: string;
  readonly annotations: object[];
  readonly logprobs: unknown[];
}

export interface RefusalPart {
  readonly type: 'refusal';
  refusal: string;
}

export interface MessageItem {
  readonly id: string;
  readonly type: 'message';
  status: ItemStatus;
  readonly role: 'assistant';
  readonly content: (TextPart | RefusalPart)[];
}

export interface ReasoningItem {
  readonly id: string;
  readonly type: 'reasoning';
  status: ItemStatus;
  readonly summary: { readonly type: 'summary_text'; text: string }[];
  encrypted_content: string | null;
}

export interface FunctionCallItem {
  readonly id: string;
  readonly type: 'function_call';
  status: ItemStatus;
  readonly call_id: string;
  readonly name: string;
  arguments: string;
}

export interface CustomCallItem {
  readonly id: string;
  readonly type: 'custom_tool_call';
  status: ItemStatus;
  readonly call_id: string;
  readonly name: string;
  input: string;
}

export interface ImageItem {
  readonly id: string;
  readonly type: 'image_generation_call';
  status: ItemStatus;
  readonly output_format: string;
  result: string | null;
}

export type OutputItem = MessageItem | ReasoningItem | FunctionCallItem | CustomCallItem | ImageItem;

/** What ids of items begin with, by OpenAI's habit, which its own API checks in what is sent back to it. */
export const ITEM_PREFIXES: Readonly<Record<OutputItem['type'], string>> = {
  message: 'msg',
  reasoning: 'rs',
  function_call: 'fc',
  custom_tool_call: 'ctc',
  image_generation_call: 'ig',
};

/** A piece of text, and the members that follow it in its event, as JSON with a comma before. */
export interface TextPiece {
  readonly text: string;
  readonly more: string;
}

/** Where an answer's items go: into the response object, and, of a stream, into its events. */
export interface ItemLog {
  /** An id for the item that is added next. */
  nextId(type: OutputItem['type']): string;
  /** Puts an item at the end of the output; its place there. */
  add(item: OutputItem): number;
  /** An event about one item, whose place is among the fields. */
  emit(type: string, fields: Readonly<Record<string, unknown>>): void;
  /** A piece of text. `place` is made by `placeOf`. This is the event that there are many of. */
  delta(type: string, place: string, piece: TextPiece): void;
  done(index: number, item: OutputItem): void;
}

/** The members of an event that say which item it is about, as JSON. */
export function placeOf(item: OutputItem, outputIndex: number, more = ''): string {
  return `"item_id":"${item.id}","output_index":${outputIndex}${more}`;
}
