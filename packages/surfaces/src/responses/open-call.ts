import { CustomInput } from './custom-input.ts';
import { placeOf, type CustomCallItem, type FunctionCallItem, type ItemLog, type ItemStatus } from './output-items.ts';

/** A call of a tool while its arguments come. Several may be open, as pieces of parallel calls may alternate. */
export interface OpenCall {
  arguments(fragment: string): void;
  close(status: ItemStatus): void;
}

export class OpenFunctionCall implements OpenCall {
  readonly #log: ItemLog;
  readonly #item: FunctionCallItem;
  readonly #index: number;
  readonly #place: string;

  constructor(log: ItemLog, { id, name }: { readonly id: string; readonly name: string }) {
    this.#log = log;
    this.#item = { id: log.nextId('function_call'), type: 'function_call', status: 'in_progress', call_id: id, name, arguments: '' };
    this.#index = log.add(this.#item);
    this.#place = placeOf(this.#item, this.#index);
  }

  arguments(fragment: string): void {
    this.#item.arguments += fragment;
    this.#log.delta('response.function_call_arguments.delta', this.#place, { text: fragment, more: '' });
  }

  close(status: ItemStatus): void {
    const { id, name, arguments: whole } = this.#item;
    this.#log.emit('response.function_call_arguments.done', { item_id: id, output_index: this.#index, name, arguments: whole });
    this.#item.status = status;
    this.#log.done(this.#index, this.#item);
  }
}

/** A custom tool, which the model was shown as a function with one text: the text is taken out of the arguments again. */
export class OpenCustomCall implements OpenCall {
  readonly #log: ItemLog;
  readonly #item: CustomCallItem;
  readonly #index: number;
  readonly #place: string;
  readonly #input = new CustomInput();

  constructor(log: ItemLog, { id, name }: { readonly id: string; readonly name: string }) {
    this.#log = log;
    this.#item = { id: log.nextId('custom_tool_call'), type: 'custom_tool_call', status: 'in_progress', call_id: id, name, input: '' };
    this.#index = log.add(this.#item);
    this.#place = placeOf(this.#item, this.#index);
  }

  arguments(fragment: string): void {
    this.#add(this.#input.push(fragment));
  }

  close(status: ItemStatus): void {
    this.#add(this.#input.end());
    this.#log.emit('response.custom_tool_call_input.done', { item_id: this.#item.id, output_index: this.#index, input: this.#item.input });
    this.#item.status = status;
    this.#log.done(this.#index, this.#item);
  }

  #add(text: string): void {
    if (text === '') return;
    this.#item.input += text;
    this.#log.delta('response.custom_tool_call_input.delta', this.#place, { text, more: '' });
  }
}
