import type { AnswerSink, FinishReason, ReasoningFormat } from '../answer.ts';
import type { OutputMeter } from '../output-meter.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A call of which something has come. */
interface KnownCall {
  readonly key: number | string;
  hasArguments: boolean;
}

const FINISH_REASONS: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'tool_calls',
  function_call: 'tool_calls',
  content_filter: 'content_filter',
};

/** Tells a sink what a message, or a piece of one, of OpenAI's dialect says. One for each choice. */
export class ChoiceTeller {
  finishReason: FinishReason | null = null;
  readonly #index: number;
  readonly #sink: AnswerSink;
  readonly #output: OutputMeter;
  readonly #calls: KnownCall[] = [];
  /** Reasoning came as `reasoning_details`: the same text in `reasoning` is not told again. */
  #hasDetails = false;

  constructor(index: number, sink: AnswerSink, output: OutputMeter) {
    this.#index = index;
    this.#sink = sink;
    this.#output = output;
  }

  /** `message` is a whole message or a delta. `answerId` makes ids for calls whose provider gives none. */
  tell(message: Fields, answerId: string): void {
    if (Array.isArray(message['reasoning_details'])) for (const detail of message['reasoning_details']) this.#reasoningDetail(detail);
    if (!this.#hasDetails) this.#reasoning(textOf(message['reasoning_content']) || textOf(message['reasoning']));
    this.#text(message['content']);
    this.#refusal(textOf(message['refusal']));
    if (Array.isArray(message['tool_calls'])) for (const call of message['tool_calls']) this.#toolCall(fieldsOf(call), answerId);
    // The form of the calls before there were several (API reference, "function_call", deprecated).
    const single = message['function_call'];
    if (typeof single === 'object' && single !== null) this.#toolCall({ index: 0, function: single }, answerId);
    if (Array.isArray(message['annotations'])) for (const annotation of message['annotations']) this.#annotation(fieldsOf(annotation));
    if (Array.isArray(message['images'])) for (const image of message['images']) this.#image(fieldsOf(image));
  }

  logprobs(value: unknown): void {
    for (const kind of ['content', 'refusal'] as const) {
      const entries = fieldsOf(value)[kind];
      if (Array.isArray(entries) && entries.length > 0) this.#sink.logprobs(kind, entries);
    }
  }

  finish(reason: unknown, stopSequence: unknown): void {
    if (typeof reason !== 'string' || this.finishReason !== null) return;
    this.finishReason = FINISH_REASONS[reason] ?? 'stop';
    for (const [position, call] of this.#calls.entries()) if (!call.hasArguments) this.#sink.toolArguments(position, '{}');
    // vLLM says which sequence it was ("stop_reason").
    this.#sink.finish(this.finishReason, { stopSequence: typeof stopSequence === 'string' ? stopSequence : null });
  }

  get index(): number {
    return this.#index;
  }

  #text(content: unknown): void {
    // Mistral and some others send content as a list of parts.
    if (Array.isArray(content)) {
      for (const part of content) {
        const { type, text, thinking } = fieldsOf(part);
        if (type === 'text') this.#text(text);
        else if (type === 'thinking' && Array.isArray(thinking)) for (const piece of thinking) this.#reasoning(textOf(fieldsOf(piece)['text']));
      }
      return;
    }
    const text = textOf(content);
    if (text === '') return;
    this.#output.add(Buffer.byteLength(text));
    this.#sink.text(text);
  }

  #refusal(text: string): void {
    if (text === '') return;
    this.#output.add(Buffer.byteLength(text));
    this.#sink.refusal(text);
  }

  #reasoning(text: string): void {
    if (text === '') return;
    this.#output.add(Buffer.byteLength(text));
    this.#sink.reasoning(text);
  }

  #reasoningDetail(value: unknown): void {
    const { type, text, summary, signature, data, format, id } = fieldsOf(value);
    this.#hasDetails = true;
    const about = { format: (typeof format === 'string' ? format : 'openai-responses-v1') as ReasoningFormat };
    if (type === 'reasoning.text') this.#reasoning(textOf(text));
    if (type === 'reasoning.summary') this.#reasoning(textOf(summary));
    if (typeof signature === 'string' && signature !== '') this.#sink.signature(signature, about);
    if (type === 'reasoning.encrypted' && typeof data === 'string') this.#sink.encryptedReasoning(data, typeof id === 'string' ? { ...about, id } : about);
  }

  #toolCall(call: Fields, answerId: string): void {
    const { index, id, function: named } = call;
    const { name, arguments: text } = fieldsOf(named);
    const position = this.#positionOf(index, id, typeof name === 'string' && name !== '');
    if (position === null) return;
    if (position === this.#calls.length) {
      this.#calls.push({ key: keyOf(index, id), hasArguments: false });
      const callId = textOf(id) === '' ? `call_${answerId.replaceAll(/[^\w-]/g, '')}_${this.#index}_${position}` : textOf(id);
      this.#sink.toolCall(position, { id: callId, name: textOf(name) });
    }
    // A few providers send the arguments as an object.
    const fragment = typeof text === 'object' && text !== null ? JSON.stringify(text) : textOf(text);
    if (fragment === '') return;
    (this.#calls[position] as KnownCall).hasArguments = true;
    this.#output.add(Buffer.byteLength(fragment));
    this.#sink.toolArguments(position, fragment);
  }

  /** Calls are told apart by their index; where a provider gives none, by their id, and a piece without either belongs to the last call. Null: to none. */
  #positionOf(index: unknown, id: unknown, isNamed: boolean): number | null {
    const key = keyOf(index, id);
    const known = key === '' ? -1 : this.#calls.findIndex((call) => call.key === key);
    if (known >= 0) return known;
    if (isNamed) return this.#calls.length;
    return this.#calls.length > 0 && key === '' ? this.#calls.length - 1 : null;
  }

  #annotation({ type, url_citation: citation }: Fields): void {
    if (type !== 'url_citation') return;
    const { url, title, start_index: startIndex, end_index: endIndex } = fieldsOf(citation);
    this.#sink.citation({
      url: typeof url === 'string' ? url : null,
      title: typeof title === 'string' ? title : null,
      startIndex: typeof startIndex === 'number' ? startIndex : null,
      endIndex: typeof endIndex === 'number' ? endIndex : null,
      citedText: null,
    });
  }

  /** OpenRouter's form of pictures in an answer: a data URL. */
  #image({ image_url: image }: Fields): void {
    const found = /^data:([\w.+/-]+);base64,(.+)$/.exec(textOf(fieldsOf(image)['url']));
    if (found !== null) this.#sink.image({ mediaType: found[1] as string, base64: found[2] as string });
  }
}

function keyOf(index: unknown, id: unknown): number | string {
  return typeof index === 'number' ? index : textOf(id);
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
