import { createHash } from 'node:crypto';
import type { AnswerSink, FinishReason } from '../answer.ts';
import { fieldsOf, textOf } from '../openai/tell-choice.ts';
import type { OutputMeter } from '../output-meter.ts';
import { citationsOf } from './citations.ts';
import { finishReasonOf } from './finish-reason.ts';
import { logprobEntries } from './logprobs.ts';
import { GEMINI_FORMAT } from './signatures.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface Telling {
  readonly sink: AnswerSink;
  readonly output: OutputMeter;
  /** The tool that stands for structured output; null where none does. */
  readonly answerName: string | null;
}

/** Tells a sink what a candidate, or a piece of one, says. One for each candidate. */
export class CandidateTeller {
  /** Google's word for how the candidate ended; null while it has not. */
  finishReason: string | null = null;
  readonly index: number;
  readonly #telling: Telling;
  #text = '';
  #toolCalls = 0;
  /** Text before a structured answer: it is not part of it, and is shown only if no such answer comes. */
  #heldText = '';
  #hasAnswer = false;

  constructor(index: number, telling: Telling) {
    this.index = index;
    this.#telling = telling;
  }

  /** `answerId` makes ids for calls that have none, as all have before Gemini 3. */
  tell(candidate: Fields, answerId: string): void {
    const { parts } = fieldsOf(candidate['content']);
    if (Array.isArray(parts)) for (const part of parts) this.#part(fieldsOf(part), answerId);
    for (const citation of citationsOf(candidate, this.#text)) this.#telling.sink.citation(citation);
    const logprobs = logprobEntries(candidate['logprobsResult']);
    if (logprobs.length > 0) this.#telling.sink.logprobs('content', logprobs);
    if (typeof candidate['finishReason'] === 'string') this.finishReason = candidate['finishReason'];
  }

  /** A piece of text and nothing else. */
  text(text: string): void {
    if (text === '' || this.#hasAnswer) return;
    if (this.#telling.answerName === null) this.#say(text);
    else this.#heldText += text;
  }

  get reason(): FinishReason | null {
    return this.finishReason === null ? null : finishReasonOf(this.finishReason, this.#toolCalls);
  }

  /** Everything has been told. */
  finish(): void {
    if (!this.#hasAnswer) this.#release();
    this.#telling.sink.finish(this.reason ?? 'stop');
  }

  #part(part: Fields, answerId: string): void {
    const signature = textOf(part['thoughtSignature']);
    if (part['thought'] === true) {
      this.#thought(textOf(part['text']), signature);
      return;
    }
    const call = part['functionCall'];
    if (typeof call === 'object' && call !== null) {
      this.#call(call as Fields, { signature, answerId });
      return;
    }
    this.text(textOf(part['text']));
    this.#picture(fieldsOf(part['inlineData']));
    // It belongs to no reasoning that was shown: it is a thought of its own that only Gemini can read.
    if (signature !== '') this.#telling.sink.encryptedReasoning(signature, { format: GEMINI_FORMAT });
  }

  #thought(text: string, signature: string): void {
    if (text !== '') {
      this.#telling.output.add(Buffer.byteLength(text));
      this.#telling.sink.reasoning(text);
    }
    if (signature !== '') this.#telling.sink.signature(signature, { format: GEMINI_FORMAT });
  }

  #call({ id, name, args }: Fields, { signature, answerId }: { readonly signature: string; readonly answerId: string }): void {
    const input = JSON.stringify(args ?? {});
    if (this.#telling.answerName !== null && name === this.#telling.answerName) {
      this.#answer(input);
      return;
    }
    this.#release();
    const { sink, output } = this.#telling;
    const position = this.#toolCalls++;
    const toolCallId = textOf(id) === '' ? this.#madeId(answerId, `${textOf(name)} ${input}`) : textOf(id);
    if (signature !== '') sink.signature(signature, { format: GEMINI_FORMAT, toolCallId });
    sink.toolCall(position, { id: toolCallId, name: textOf(name) });
    output.add(Buffer.byteLength(input));
    sink.toolArguments(position, input);
  }

  #answer(input: string): void {
    if (this.#hasAnswer) return;
    this.#heldText = '';
    this.#say(input);
    this.#hasAnswer = true;
  }

  #madeId(answerId: string, call: string): string {
    const origin = answerId === '' ? createHash('sha256').update(call).digest('hex').slice(0, 16) : answerId.replaceAll(/[^\w-]/g, '');
    return `call_${origin}_${this.index}_${this.#toolCalls - 1}`;
  }

  #release(): void {
    const text = this.#heldText;
    this.#heldText = '';
    if (text !== '') this.#say(text);
  }

  #say(text: string): void {
    this.#telling.output.add(Buffer.byteLength(text));
    this.#text += text;
    this.#telling.sink.text(text);
  }

  #picture({ mimeType, data }: Fields): void {
    if (typeof mimeType !== 'string' || !mimeType.startsWith('image/') || typeof data !== 'string') return;
    this.#telling.sink.image({ mediaType: mimeType, base64: data });
  }
}
