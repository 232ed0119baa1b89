import type { ModelHubError } from '@modelhub/core/errors';
import type { StreamTranslator } from '@modelhub/providers/types';
import type { UpstreamCall } from '../upstream/upstream-call.ts';
import type { ClientChannel } from './client-response.ts';

/** A comment goes out when nothing else did for a while: proxies cut silent connections, often after a minute. */
const KEEP_ALIVE = ': keep-alive\n\n';

export interface StreamRelayOptions {
  readonly translator: StreamTranslator;
  readonly client: ClientChannel;
  /** Sends the response headers; called once, before the first byte. */
  readonly begin: () => void;
  /** False until the journal has the request: nothing may be sent before. */
  readonly mayBegin: () => boolean;
  /** Sends response headers before it is known whose answer it will be, so that comments can; null where the answer has no comments. */
  readonly opener: StreamOpener | null;
}

export interface StreamOpener {
  openEarly(relay: StreamRelay): void;
}

/** Providers that take long send comments, too: they are no part of an answer. */
const COMMENT = 0x3a;
const ONLY_COMMENTS = /^(?::[^\n]*\n|\r?\n)*$/;

/**
 * Carries one stream from provider to client. The provider is paused while the client is behind, so that a slow reader costs a socket's buffer
 * and no more. The terminal part of the answer is left to whoever writes the books first.
 */
export class StreamRelay {
  readonly translator: StreamTranslator;
  /** Something of the answer has left: from now on there is no other provider. Headers and comments are not the answer. */
  hasBegun = false;
  /** Something of the answer has come, if only what the client never sees. */
  hasReceived = false;
  /** Called when the translator has seen the end, or an error. */
  onOver: (() => void) | null = null;
  readonly #client: ClientChannel;
  readonly #options: StreamRelayOptions;
  #call: UpstreamCall | null = null;
  #held: Buffer[] = [];
  /** The provider is paused, because the client is behind: for how long it may be is looked at in unread-answers.ts. */
  #isPaused = false;
  #lastDataAtMs = performance.now();
  #lastSentAtMs = this.#lastDataAtMs;
  /** Of a stream that was whole only with the end of its input. */
  #terminalPart: Buffer | null = null;

  constructor(options: StreamRelayOptions) {
    this.#options = options;
    this.translator = options.translator;
    this.#client = options.client;
  }

  attach(call: UpstreamCall): void {
    this.#call = call;
  }

  get isOver(): boolean {
    return this.translator.isComplete || this.translator.error !== null;
  }

  get error(): ModelHubError | null {
    return this.translator.error;
  }

  push(chunk: Buffer): void {
    if (!this.hasReceived && chunk[0] !== COMMENT) this.hasReceived = true;
    this.#lastDataAtMs = performance.now();
    if (!this.hasBegun && !this.#options.mayBegin()) {
      this.#held.push(chunk);
      return;
    }
    const out = this.translator.push(chunk);
    if (out.length > 0 && (this.hasBegun || !this.#isComment(out))) this.#send(out, this.#lastDataAtMs);
    if (this.isOver) this.onOver?.();
  }

  /** The journal has the request: what came meanwhile may go out. */
  release(): void {
    for (const chunk of this.#held.splice(0)) this.push(chunk);
  }

  /** The input has ended: reads what it left over. A dialect without a last event, such as Gemini's, has its whole answer only now. */
  conclude(): void {
    if (this.isOver) return;
    const terminalPart = this.translator.end();
    if (this.translator.isComplete) this.#terminalPart = terminalPart;
  }

  /** What the client still has to get of a whole answer. */
  end(): Buffer {
    return this.#terminalPart ?? this.translator.end();
  }

  /** How long the provider has been silent; 0 while it is the client that does not read. */
  providerSilentMs(nowMs: number): number {
    return this.#isPaused ? 0 : nowMs - this.#lastDataAtMs;
  }

  /** Keeps a connection open that waits for a silent provider. */
  keepAlive(nowMs: number, afterMs: number): void {
    const { opener, mayBegin } = this.#options;
    if (nowMs - this.#lastSentAtMs < afterMs || this.#isPaused || opener === null || !mayBegin()) return;
    if (!this.#client.hasBegun && this.#call?.isSuccess !== true) return;
    if (!this.#client.hasBegun) opener.openEarly(this);
    this.#write(KEEP_ALIVE, nowMs);
  }

  /** The answer begins, unless it has begun. */
  begin(): void {
    if (this.hasBegun) return;
    this.hasBegun = true;
    this.#options.begin();
  }

  /** Nothing but comments, which some dialects pass on: they would begin an answer of which nothing has come. */
  #isComment(out: Buffer): boolean {
    return out[0] === COMMENT && this.#options.opener !== null && ONLY_COMMENTS.test(out.toString('latin1'));
  }

  #send(data: Buffer | string, nowMs: number): void {
    this.hasReceived = true;
    this.begin();
    this.#write(data, nowMs);
  }

  #write(data: Buffer | string, nowMs: number): void {
    this.#lastSentAtMs = nowMs;
    if (this.#client.write(data) || this.#isPaused) return;
    this.#isPaused = true;
    this.#call?.pause();
    this.#client.onDrain(() => {
      this.#isPaused = false;
      this.#lastDataAtMs = performance.now();
      this.#call?.resume();
    });
  }
}
