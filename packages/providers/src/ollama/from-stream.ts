import type { ModelHubError } from '@modelhub/core/errors';
import type { TokenUsage } from '@modelhub/core/token-usage';
import type { AnswerSink, FinishReason, StreamReader } from '../answer.ts';
import { fieldsOf, textOf, type Fields } from '../dialect/fields.ts';
import { parseExactly } from '../exact-json.ts';
import { unreadable } from '../failure.ts';
import { LineSplitter } from '../line-splitter.ts';
import { OutputMeter } from '../output-meter.ts';
import { streamError } from './failure.ts';
import { LineTeller } from './tell-line.ts';
import { usageFromOllama } from './usage.ts';

/** Reads the lines of Ollama's chat. The last one says that it is done. */
export class OllamaStreamReader implements StreamReader {
  usage: TokenUsage | null = null;
  readonly serviceTier = null;
  isComplete = false;
  error: ModelHubError | null = null;

  readonly #sink: AnswerSink;
  readonly #lines = new LineSplitter();
  readonly #output = new OutputMeter();
  readonly #teller: LineTeller;
  #hasBegun = false;

  constructor(sink: AnswerSink) {
    this.#sink = sink;
    this.#teller = new LineTeller(sink, this.#output);
  }

  get finishReason(): FinishReason | null {
    return this.#teller.finishReason;
  }

  get isUsageFinal(): boolean {
    return this.usage !== null && this.isComplete;
  }

  get outputTokensForwarded(): number {
    return this.#output.tokens;
  }

  push(chunk: Buffer): void {
    if (this.isComplete || this.error !== null) return;
    for (const line of this.#lines.push(chunk)) {
      this.#read(line);
      if (this.isComplete || this.error !== null) return;
    }
    if (this.#lines.isOverlong) this.error = unreadable('Ollama', 'a line without an end');
  }

  /** The last line may lack its end; one that was cut is no JSON. */
  end(): void {
    if (this.isComplete || this.error !== null) return;
    const last = this.#lines.end();
    if (last !== null && /"done" ?: ?true|"error"/.test(last) && last.endsWith('}')) this.#read(last);
  }

  #read(text: string): void {
    let line: Fields;
    try {
      line = fieldsOf(parseExactly(text));
    } catch {
      this.error = unreadable('Ollama', `a line that is not JSON: ${text.length} characters`);
      return;
    }
    if (line['error'] != null) {
      this.error = streamError(textOf(line['error']) || textOf(fieldsOf(line['error'])['message']));
      return;
    }
    if (typeof line['message'] !== 'object' || line['message'] === null) {
      this.error = unreadable('Ollama', 'a line without a message');
      return;
    }
    if (!this.#hasBegun) {
      this.#hasBegun = true;
      this.#sink.begin();
    }
    this.#teller.tell(line);
    if (line['done'] !== true) return;
    this.usage = usageFromOllama(line);
    this.isComplete = true;
    this.#teller.finish(line['done_reason']);
  }
}
