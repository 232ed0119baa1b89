import { Worker } from 'node:worker_threads';
import type { Model } from '@modelhub/catalog/types';
import type { ChatRequest } from '@modelhub/providers/types';
import type { CountAnswer, CountQuestion } from './count-messages.ts';
import { piecesOf } from './pieces.ts';
import { tokenizerOf, type Encoding } from './tokenizers.ts';

/** A count that takes longer is given up: whoever asked has an estimate. */
const COUNT_TIMEOUT_MS = 5_000;
/** Counts that wait at the same time; more of them are refused at once. */
const WAITING_MAX = 100;

interface Waiting {
  readonly resolve: (tokens: number | null) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * Counts tokens with the model's tokenizer, or the nearest, in a thread of its own: a long prompt takes milliseconds, which the event loop has not. The
 * thread starts with the first question.
 */
export class TokenCounter {
  #worker: Worker | null = null;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;

  /** Tokens of a prompt; null where it cannot be counted now. */
  async countPrompt(request: ChatRequest, model: Pick<Model, 'lab' | 'id'>): Promise<number | null> {
    const { texts, tokens } = piecesOf(request, model.lab);
    const counted = await this.countTexts(texts, model);
    return counted === null ? null : counted + tokens;
  }

  async countTexts(texts: readonly string[], model: Pick<Model, 'lab' | 'id'>): Promise<number | null> {
    const { encoding, factor } = tokenizerOf(model);
    const counted = await this.#ask(encoding, texts);
    return counted === null ? null : Math.ceil(counted * factor);
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
    this.#giveUp();
  }

  #ask(encoding: Encoding, texts: readonly string[]): Promise<number | null> {
    if (this.#waiting.size >= WAITING_MAX) return Promise.resolve(null);
    const id = (this.#lastId += 1);
    const worker = (this.#worker ??= this.#start());
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#end(id, null), COUNT_TIMEOUT_MS);
      this.#waiting.set(id, { resolve, timer });
      const question: CountQuestion = { id, encoding, texts };
      worker.postMessage(question);
    });
  }

  #start(): Worker {
    const worker = new Worker(new URL('count-worker.ts', import.meta.url));
    worker.unref();
    worker.on('message', (answer: CountAnswer) => this.#end(answer.id, 'tokens' in answer ? answer.tokens : null));
    // A thread that fell is started anew by the next question.
    worker.on('error', () => this.#giveUp());
    worker.on('exit', () => this.#giveUp());
    return worker;
  }

  #end(id: number, tokens: number | null): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    clearTimeout(waiting.timer);
    waiting.resolve(tokens);
  }

  #giveUp(): void {
    this.#worker = null;
    for (const id of this.#waiting.keys()) this.#end(id, null);
  }
}
