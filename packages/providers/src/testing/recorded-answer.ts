import type { AnswerSink, FinishReason } from '../answer.ts';

/** One block of a recorded answer. */
export type RecordedBlock =
  | { readonly kind: 'text' | 'refusal' | 'reasoning'; text: string }
  | { readonly kind: 'signature' | 'encryptedReasoning'; readonly data: string; readonly [field: string]: unknown }
  | { readonly kind: 'toolCall'; readonly position: number; readonly id: string; readonly name: string; arguments: string }
  | { readonly kind: 'citation' | 'image' | 'logprobs'; readonly [field: string]: unknown };

export interface RecordedChoice {
  readonly blocks: RecordedBlock[];
  finishReason: FinishReason | null;
  stopSequence: string | null;
}

/** A sink that keeps what it is told: pieces of the same block are joined. For tests of readers. */
export class RecordedAnswer implements AnswerSink {
  hasBegun = false;
  readonly choices: RecordedChoice[] = [];
  #index = 0;

  begin(): void {
    if (this.hasBegun) throw new Error('an answer begins twice');
    this.hasBegun = true;
  }

  choice(index: number): void {
    this.#index = index;
  }

  text(text: string): void {
    this.#join('text', text);
  }

  refusal(text: string): void {
    this.#join('refusal', text);
  }

  reasoning(text: string): void {
    this.#join('reasoning', text);
  }

  signature(signature: string, about: Readonly<Record<string, unknown>>): void {
    this.#blocks.push({ kind: 'signature', data: signature, ...about });
  }

  encryptedReasoning(data: string, about: Readonly<Record<string, unknown>>): void {
    this.#blocks.push({ kind: 'encryptedReasoning', data, ...about });
  }

  toolCall(position: number, { id, name }: { readonly id: string; readonly name: string }): void {
    if (this.#call(position) !== undefined) throw new Error(`call ${position} begins twice`);
    this.#blocks.push({ kind: 'toolCall', position, id, name, arguments: '' });
  }

  toolArguments(position: number, fragment: string): void {
    const call = this.#call(position);
    if (call === undefined) throw new Error(`arguments of call ${position}, which did not begin`);
    call.arguments += fragment;
  }

  citation(citation: object): void {
    this.#blocks.push({ kind: 'citation', ...citation });
  }

  logprobs(of: 'content' | 'refusal', entries: readonly unknown[]): void {
    this.#blocks.push({ kind: 'logprobs', of, entries });
  }

  image(image: object): void {
    this.#blocks.push({ kind: 'image', ...image });
  }

  finish(reason: FinishReason, about: { readonly stopSequence?: string | null } = {}): void {
    if (this.#choice.finishReason !== null) throw new Error('a choice ends twice');
    this.#choice.finishReason = reason;
    this.#choice.stopSequence = about.stopSequence ?? null;
  }

  get #choice(): RecordedChoice {
    if (!this.hasBegun) throw new Error('an answer that did not begin');
    return (this.choices[this.#index] ??= { blocks: [], finishReason: null, stopSequence: null });
  }

  get #blocks(): RecordedBlock[] {
    const choice = this.#choice;
    if (choice.finishReason !== null) throw new Error('a block after the end of its choice');
    return choice.blocks;
  }

  #call(position: number): Extract<RecordedBlock, { kind: 'toolCall' }> | undefined {
    return this.#choice.blocks.find((block) => block.kind === 'toolCall' && block.position === position) as
      | Extract<RecordedBlock, { kind: 'toolCall' }>
      | undefined;
  }

  #join(kind: 'text' | 'refusal' | 'reasoning', text: string): void {
    const last = this.#blocks.at(-1);
    if (last?.kind === kind) last.text += text;
    else this.#blocks.push({ kind, text });
  }
}
