import { sealReasoning, type SealedReasoning } from '../reasoning-envelope.ts';
import { placeOf, type ItemLog, type ItemStatus, type ReasoningItem } from './output-items.ts';

/** A block of reasoning while the model thinks it: what is shown of it is its summary, and the proof of it is sealed into `encrypted_content`. */
export class OpenReasoning {
  readonly #log: ItemLog;
  readonly #item: ReasoningItem;
  readonly #index: number;
  readonly #place: string;

  constructor(log: ItemLog) {
    this.#log = log;
    this.#item = { id: log.nextId('reasoning'), type: 'reasoning', status: 'in_progress', summary: [], encrypted_content: null };
    this.#index = log.add(this.#item);
    this.#place = placeOf(this.#item, this.#index, ',"summary_index":0');
  }

  text(text: string): void {
    let [part] = this.#item.summary;
    if (part === undefined) {
      part = { type: 'summary_text', text: '' };
      this.#item.summary.push(part);
      this.#log.emit('response.reasoning_summary_part.added', { ...this.#where(), part });
    }
    part.text += text;
    this.#log.delta('response.reasoning_summary_text.delta', this.#place, { text, more: '' });
  }

  seal(reasoning: SealedReasoning): void {
    this.#item.encrypted_content = sealReasoning(reasoning);
  }

  close(status: ItemStatus): void {
    const [part] = this.#item.summary;
    if (part !== undefined) {
      this.#log.emit('response.reasoning_summary_text.done', { ...this.#where(), text: part.text });
      this.#log.emit('response.reasoning_summary_part.done', { ...this.#where(), part });
    }
    this.#item.status = status;
    this.#log.done(this.#index, this.#item);
  }

  #where(): Readonly<Record<string, unknown>> {
    return { item_id: this.#item.id, output_index: this.#index, summary_index: 0 };
  }
}
