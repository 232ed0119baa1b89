import { ModelHubError } from '@modelhub/core/errors';
import type { TokenUsage } from '@modelhub/core/token-usage';
import type { AnswerFacts, AnswerSink, FinishReason, StreamReader } from '../answer.ts';
import { EventSplitter } from '../event-splitter.ts';
import { readErrorBody, removeSecrets, unreadable } from '../failure.ts';
import { OutputMeter } from '../output-meter.ts';
import { ChoiceTeller, fieldsOf, textOf } from './tell-choice.ts';
import type { UsageReader } from './usage.ts';

type Fields = Readonly<Record<string, unknown>>;

interface Origin {
  readonly providerName: string;
  readonly usageOf: UsageReader;
}

/** Tells a whole chat completion. */
export function readChatCompletion(body: Buffer, sink: AnswerSink, { providerName, usageOf }: Origin): AnswerFacts {
  let completion: Fields;
  try {
    completion = fieldsOf(JSON.parse(body.toString('utf8')));
  } catch {
    throw unreadable(providerName, `not JSON: ${body.length} bytes`);
  }
  const choices = completion['choices'];
  if (!Array.isArray(choices) || choices.length === 0) throw unreadable(providerName, 'a completion without choices');
  sink.begin();
  const output = new OutputMeter();
  let finishReason: FinishReason | null = null;
  for (const [index, value] of choices.entries()) {
    const choice = fieldsOf(value);
    if (index > 0) sink.choice(index);
    const teller = new ChoiceTeller(index, sink, output);
    teller.tell(fieldsOf(choice['message']), textOf(completion['id']));
    teller.logprobs(choice['logprobs']);
    teller.finish(choice['finish_reason'] ?? 'stop', choice['stop_reason']);
    finishReason = teller.finishReason;
  }
  return { usage: usageOf(completion), finishReason, serviceTier: tierOf(completion) };
}

/** Reads a stream of chat completion chunks. */
export class ChatStreamReader implements StreamReader {
  usage: TokenUsage | null = null;
  serviceTier: string | null = null;
  isComplete = false;
  error: ModelHubError | null = null;
  readonly #origin: Origin;
  readonly #sink: AnswerSink;
  readonly #splitter = new EventSplitter();
  readonly #output = new OutputMeter();
  readonly #choices = new Map<number, ChoiceTeller>();
  #current: ChoiceTeller | null = null;
  #hasBegun = false;

  constructor(sink: AnswerSink, origin: Origin) {
    this.#sink = sink;
    this.#origin = origin;
  }

  get finishReason(): FinishReason | null {
    return [...this.#choices.values()].at(-1)?.finishReason ?? null;
  }

  get isUsageFinal(): boolean {
    return this.usage !== null && this.isComplete;
  }

  get outputTokensForwarded(): number {
    return this.#output.tokens;
  }

  push(chunk: Buffer): void {
    if (this.isComplete || this.error !== null) return;
    for (const data of this.#splitter.push(chunk)) {
      this.#read(data);
      if (this.isComplete || this.error !== null) return;
    }
    if (this.#splitter.isOverlong) this.error = unreadable(this.#origin.providerName, 'an event without an end');
  }

  /** The end mark may lack the empty line behind it; an error may be no event at all but a bare JSON body. */
  end(): void {
    if (this.isComplete || this.error !== null) return;
    const last = this.#splitter.end()?.trim() ?? '';
    if (last === '[DONE]' || /^\{.*"error"/s.test(last)) this.#read(last);
  }

  #read(data: string): void {
    if (data.startsWith('[DONE]')) {
      this.#finish();
      return;
    }
    let chunk: Fields;
    try {
      chunk = fieldsOf(JSON.parse(data));
    } catch {
      // OpenAI's own stream relay passes such a piece on; here there is nothing that could be told of it.
      this.error = unreadable(this.#origin.providerName, `an event that is not JSON: ${data.length} characters`);
      return;
    }
    if (chunk['error'] != null) {
      this.error = this.#errorFrom(data);
      return;
    }
    this.usage = this.#origin.usageOf(chunk) ?? this.usage;
    this.serviceTier = tierOf(chunk) ?? this.serviceTier;
    const choices = chunk['choices'];
    if (!Array.isArray(choices)) return;
    for (const choice of choices) this.#tell(fieldsOf(choice), textOf(chunk['id']));
  }

  #tell(choice: Fields, answerId: string): void {
    if (!this.#hasBegun) {
      this.#hasBegun = true;
      this.#sink.begin();
    }
    const teller = this.#tellerOf(choice['index']);
    if (teller.finishReason !== null) return;
    const delta = choice['delta'];
    if (typeof delta === 'object' && delta !== null) teller.tell(delta as Fields, answerId);
    if (choice['logprobs'] != null) teller.logprobs(choice['logprobs']);
    teller.finish(choice['finish_reason'], choice['stop_reason']);
  }

  #tellerOf(value: unknown): ChoiceTeller {
    const index = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 128 ? value : 0;
    if (this.#current?.index === index) return this.#current;
    if (index !== (this.#current?.index ?? 0)) this.#sink.choice(index);
    let teller = this.#choices.get(index);
    if (teller === undefined) {
      teller = new ChoiceTeller(index, this.#sink, this.#output);
      this.#choices.set(index, teller);
    }
    this.#current = teller;
    return teller;
  }

  #finish(): void {
    const { providerName } = this.#origin;
    if (!this.#hasBegun) this.error = unreadable(providerName, 'the end of an answer that did not begin');
    else if ([...this.#choices.values()].some((teller) => teller.finishReason === null))
      this.error = unreadable(providerName, 'an end without a finish reason');
    else this.isComplete = true;
  }

  #errorFrom(data: string): ModelHubError {
    const said = readErrorBody(Buffer.from(data));
    return new ModelHubError('provider_error', {
      message: `${this.#origin.providerName} broke off its answer.`,
      detail: removeSecrets(`${said.code} ${said.message}`.trim()),
    });
  }
}

function tierOf(answer: Fields): string | null {
  return typeof answer['service_tier'] === 'string' ? answer['service_tier'] : null;
}
