import type { AnswerSink, FinishReason } from '../answer.ts';
import { fieldsOf, itemsOf, textOf, type Fields } from '../dialect/fields.ts';
import type { OutputMeter } from '../output-meter.ts';

/** Tells a sink what a line says, or a whole answer, which is one line. */
export class LineTeller {
  finishReason: FinishReason | null = null;
  readonly #sink: AnswerSink;
  readonly #output: OutputMeter;
  #toolCalls = 0;

  constructor(sink: AnswerSink, output: OutputMeter) {
    this.#sink = sink;
    this.#output = output;
  }

  tell(line: Fields): void {
    const message = fieldsOf(line['message']);
    const thinking = textOf(message['thinking']);
    if (thinking !== '') {
      this.#output.add(Buffer.byteLength(thinking));
      this.#sink.reasoning(thinking);
    }
    const text = textOf(message['content']);
    if (text !== '') {
      this.#output.add(Buffer.byteLength(text));
      this.#sink.text(text);
    }
    if (line['logprobs'] != null) this.#logprobs(line['logprobs']);
    if (message['tool_calls'] != null) for (const call of itemsOf(message['tool_calls'])) this.#call(fieldsOf(call), textOf(line['created_at']));
  }

  finish(doneReason: unknown): void {
    if (doneReason === 'length') this.finishReason = 'length';
    else this.finishReason = this.#toolCalls > 0 ? 'tool_calls' : 'stop';
    this.#sink.finish(this.finishReason);
  }

  /** Older versions give calls no id: the moment, to the nanosecond, and the place make one. */
  #call(call: Fields, createdAt: string): void {
    const { name, arguments: given } = fieldsOf(call['function']);
    const position = this.#toolCalls;
    this.#toolCalls += 1;
    this.#sink.toolCall(position, { id: textOf(call['id']) || `call_${createdAt.replaceAll(/\D/g, '')}_${position}`, name: textOf(name) });
    const text = typeof given === 'object' && given !== null ? JSON.stringify(given) : textOf(given) || '{}';
    this.#output.add(Buffer.byteLength(text));
    this.#sink.toolArguments(position, text);
  }

  #logprobs(value: unknown): void {
    const entries = itemsOf(value).map((each) => {
      const entry = fieldsOf(each);
      return { ...tokenOf(entry), top_logprobs: itemsOf(entry['top_logprobs']).map((top) => tokenOf(fieldsOf(top))) };
    });
    if (entries.length > 0) this.#sink.logprobs('content', entries);
  }
}

function tokenOf({ token, logprob }: Fields): object {
  const text = textOf(token);
  return { token: text, logprob: typeof logprob === 'number' ? logprob : 0, bytes: [...Buffer.from(text)] };
}
