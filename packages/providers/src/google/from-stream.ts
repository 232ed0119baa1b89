import type { ModelHubError } from '@modelhub/core/errors';
import type { TokenUsage } from '@modelhub/core/token-usage';
import type { AnswerSink, FinishReason, StreamReader } from '../answer.ts';
import { EventSplitter } from '../event-splitter.ts';
import { parseExactly } from '../exact-json.ts';
import { unreadable } from '../failure.ts';
import { fieldsOf, textOf } from '../openai/tell-choice.ts';
import { OutputMeter } from '../output-meter.ts';
import type { ReadContext } from '../types.ts';
import { answerForm } from './answer-form.ts';
import { streamError } from './failure.ts';
import { isFault } from './finish-reason.ts';
import { candidatesOf, isPromptBlocked } from './from-response.ts';
import { CandidateTeller, type Telling } from './tell-candidate.ts';
import { plainPiece } from './plain-piece.ts';
import { tierFromGemini, usageFromGemini } from './usage.ts';

type Fields = Readonly<Record<string, unknown>>;

const CANDIDATES_MAX = 8;

/**
 * Reads `streamGenerateContent` with server-sent events. Gemini has no last event: an answer is whole when every candidate has said how it ended and the
 * input is over, since pieces may follow a reason to finish.
 */
export class GeminiStreamReader implements StreamReader {
  isComplete = false;
  error: ModelHubError | null = null;
  readonly #providerName: string;
  readonly #splitter = new EventSplitter();
  readonly #output = new OutputMeter();
  readonly #sink: AnswerSink;
  readonly #telling: Telling;
  readonly #candidatesAsked: number;
  readonly #tellers = new Map<number, CandidateTeller>();
  #current: CandidateTeller | null = null;
  #hasBegun = false;
  #isBlocked = false;
  #answerId = '';
  /** As it came last: counts are running totals. */
  #usage: unknown = null;
  /** The same as it stood in a piece of text, which is read when somebody asks. */
  #usageText: string | null = null;

  constructor(sink: AnswerSink, { request, endpoint, providerName }: ReadContext & { readonly providerName: string }) {
    const form = answerForm(request, endpoint.upstreamModel);
    this.#providerName = providerName;
    this.#sink = sink;
    this.#telling = { sink, output: this.#output, answerName: form.kind === 'tool' ? form.name : null };
    this.#candidatesAsked = typeof request['n'] === 'number' ? request['n'] : 1;
  }

  get finishReason(): FinishReason | null {
    if (this.#isBlocked) return 'content_filter';
    return [...this.#tellers.values()].at(-1)?.reason ?? null;
  }

  get usage(): TokenUsage | null {
    this.#readUsageText();
    const usage = usageFromGemini(this.#usage);
    // What is reported on the way may be behind what was written.
    return usage === null || this.isUsageFinal ? usage : { ...usage, output: Math.max(usage.output, this.outputTokensForwarded) };
  }

  get serviceTier(): string | null {
    this.#readUsageText();
    return tierFromGemini(this.#usage);
  }

  get isUsageFinal(): boolean {
    if (!this.#hasEnded) return false;
    this.#readUsageText();
    return usageFromGemini(this.#usage) !== null;
  }

  get outputTokensForwarded(): number {
    return this.#output.tokens;
  }

  push(chunk: Buffer): void {
    if (this.error !== null) return;
    for (const data of this.#splitter.push(chunk)) {
      this.#read(data);
      if (this.error !== null) return;
    }
    if (this.#splitter.isOverlong) this.error = unreadable(this.#providerName, 'an event without an end');
  }

  /** The last event may lack the empty line behind it. */
  end(): void {
    if (this.isComplete || this.error !== null) return;
    const last = this.#splitter.end();
    if (last !== null && isWholeJson(last)) this.#read(last);
    if (this.error !== null || !this.#hasEnded) return;
    this.isComplete = true;
    if (this.#tellers.size === 0) this.#sink.finish('content_filter');
    for (const teller of this.#tellers.values()) {
      this.#select(teller);
      teller.finish();
    }
  }

  get #hasEnded(): boolean {
    if (this.#isBlocked) return true;
    if (this.#tellers.size < this.#candidatesAsked) return false;
    for (const { finishReason } of this.#tellers.values()) if (finishReason === null) return false;
    return true;
  }

  #read(data: string): void {
    const plain = this.#isBlocked ? null : plainPiece(data);
    if (plain !== null) {
      this.#usageText = plain.usage;
      this.#begin();
      this.#tellerOf(0).text(plain.text);
      return;
    }
    let chunk: Fields;
    try {
      chunk = fieldsOf(parseExactly(data));
    } catch {
      this.error = unreadable(this.#providerName, `an event that is not JSON: ${data.length} characters`);
      return;
    }
    if (chunk['error'] != null) {
      this.error = streamError(this.#providerName, data);
      return;
    }
    this.#report(chunk['usageMetadata']);
    if (this.#answerId === '') this.#answerId = textOf(chunk['responseId']);
    for (const candidate of candidatesOf(chunk)) this.#candidate(candidate);
    if (!this.#isBlocked && this.#tellers.size === 0 && isPromptBlocked(chunk)) {
      this.#begin();
      this.#isBlocked = true;
    }
  }

  /** Vertex AI tells on the way only what kind of traffic it is. */
  #report(usage: unknown): void {
    this.#readUsageText();
    if (typeof usage !== 'object' || usage === null) return;
    if (this.#usage === null || 'promptTokenCount' in usage) this.#usage = usage;
  }

  #readUsageText(): void {
    const text = this.#usageText;
    if (text === null) return;
    this.#usageText = null;
    try {
      this.#report(JSON.parse(text));
    } catch {
      // Figures that cannot be read are missing; the last piece has its own.
    }
  }

  #candidate(candidate: Fields): void {
    const { index = 0, finishReason } = candidate;
    if (this.#isBlocked || typeof index !== 'number' || !Number.isInteger(index) || index < 0 || index >= CANDIDATES_MAX) {
      this.error = unreadable(this.#providerName, this.#isBlocked ? 'content behind a blocked prompt' : 'a candidate without a place');
      return;
    }
    if (typeof finishReason === 'string' && isFault(finishReason)) {
      this.error = unreadable(this.#providerName, `a candidate that ended with ${finishReason}`);
      return;
    }
    this.#begin();
    this.#tellerOf(index).tell(candidate, this.#answerId);
  }

  #begin(): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    this.#sink.begin();
  }

  #tellerOf(index: number): CandidateTeller {
    let teller = this.#tellers.get(index);
    if (teller === undefined) {
      teller = new CandidateTeller(index, this.#telling);
      this.#tellers.set(index, teller);
    }
    this.#select(teller);
    return teller;
  }

  #select(teller: CandidateTeller): void {
    if (teller.index !== (this.#current?.index ?? 0)) this.#sink.choice(teller.index);
    this.#current = teller;
  }
}

function isWholeJson(data: string): boolean {
  try {
    JSON.parse(data);
    return true;
  } catch {
    return false;
  }
}
