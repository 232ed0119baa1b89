import type { Socket } from 'node:net';
import type { Principal } from '@modelhub/access/principal';
import { InboundAnswer, type AnsweredConnection } from './answer.ts';
import { mayBecomeHead, readHead, type RequestHead } from './request-head.ts';

const HEAD_END = Buffer.from('\r\n\r\n');
/** As Node's own server has it. */
const HEAD_BYTES_MAX = 16 * 1024;
/** What a client may send ahead of its next request while one is under way. */
const AHEAD_BYTES_MAX = 64 * 1024;

/** `idle`: between requests. `admission`: it is looked up who asks. `answer`: the request is complete and under way. `drain`: the client is behind with the last answer. `released`: it is Node's. */
type Phase = 'idle' | 'head' | 'admission' | 'body' | 'answer' | 'drain' | 'released';

/** Who may ask, as far as the head of a request says; null: somebody else has to answer. */
export type Admission = Principal | null;

export interface ReceivedRequest {
  readonly head: RequestHead;
  readonly principal: Principal;
  readonly body: Buffer;
  /** `performance.now()` when its head was there. */
  readonly receivedAtMs: number;
  readonly client: InboundAnswer;
}

export interface ConnectionOwner {
  readonly keepAliveSeconds: number;
  readonly isDraining: boolean;
  /** Whether a request with this head is read here, and for whom. */
  admit(head: RequestHead, socket: Socket): Admission | Promise<Admission>;
  received(request: ReceivedRequest): void;
  /** Gives the connection to Node's server, as if nothing of `bytes` had been read. */
  handOver(connection: InboundConnection, bytes: readonly Buffer[]): void;
  closed(connection: InboundConnection): void;
}

/**
 * A connection of a client, as long as it carries nothing but plain requests on the gateway's hot path: one at a time, each with its body's length in its head.
 * Whatever else comes is given to Node's server together with the connection, so that every unusual or wrong request is read by the same code as ever.
 */
export class InboundConnection implements AnsweredConnection {
  readonly socket: Socket;
  /** Milliseconds of `performance.now()` since when it is in its phase. */
  phaseSinceMs = performance.now();
  readonly #owner: ConnectionOwner;
  #phase: Phase = 'idle';
  /** Of the request that is being read. */
  #head: RequestHead | null = null;
  #receivedAtMs = 0;
  #principal: Principal | null = null;
  #body: Buffer | null = null;
  #bodyBytes = 0;
  /** What came and was not looked at yet, and of it the head of the request whose sender is looked up. */
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #answer: InboundAnswer | null = null;
  readonly #onData = (bytes: Buffer): void => this.#read(bytes);
  readonly #onEnd = (): void => this.#ended();
  readonly #onClose = (): void => this.#closed();

  constructor(socket: Socket, owner: ConnectionOwner) {
    this.socket = socket;
    this.#owner = owner;
    socket.on('error', ignore);
    socket.on('end', this.#onEnd);
    socket.on('close', this.#onClose);
    socket.on('data', this.#onData);
  }

  get phase(): Phase {
    return this.#phase;
  }

  get isLast(): boolean {
    return this.#owner.isDraining;
  }

  get keepAliveSeconds(): number {
    return this.#owner.keepAliveSeconds;
  }

  answered(): void {
    const { socket } = this;
    this.#answer = null;
    if (this.isLast) {
      this.#enter('drain');
      socket.destroySoon();
    } else if (socket.writableNeedDrain) {
      // What a client does not read may not pile up behind one answer after the other.
      this.#enter('drain');
      socket.pause();
      socket.once('drain', () => this.#next());
    } else this.#next();
  }

  /** Ends it where nothing is under way. */
  closeIfIdle(): void {
    if (this.#phase === 'idle' || this.#phase === 'head') this.socket.destroy();
  }

  /** No more of this connection is looked at here. */
  release(): void {
    const { socket } = this;
    this.#phase = 'released';
    socket.off('data', this.#onData);
    socket.off('end', this.#onEnd);
    socket.off('close', this.#onClose);
    socket.off('error', ignore);
  }

  #enter(phase: Phase): void {
    this.#phase = phase;
    this.phaseSinceMs = performance.now();
  }

  #read(bytes: Buffer): void {
    switch (this.#phase) {
      case 'idle':
        if (this.#waiting.length === 0) this.#readRequest(bytes);
        else this.#wait(bytes);
        break;
      case 'head':
        this.#waiting.push(bytes);
        this.#readRequest(Buffer.concat(this.#waiting));
        break;
      case 'body':
        this.#readBody(bytes);
        break;
      default:
        this.#wait(bytes);
    }
  }

  #wait(bytes: Buffer): void {
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes > AHEAD_BYTES_MAX) this.socket.pause();
  }

  /** `bytes` are all that is there of a request, and perhaps more. */
  #readRequest(bytes: Buffer): void {
    this.#waiting = [];
    this.#waitingBytes = 0;
    const end = bytes.indexOf(HEAD_END);
    if (end < 0 && bytes.length <= HEAD_BYTES_MAX && mayBecomeHead(bytes)) {
      this.#waiting.push(bytes);
      if (this.#phase !== 'head') this.#enter('head');
      return;
    }
    const head = end < 0 || end > HEAD_BYTES_MAX ? null : readHead(bytes.toString('latin1', 0, end + 2));
    const admission = head === null ? null : this.#owner.admit(head, this.socket);
    if (head === null || admission === null) {
      this.#owner.handOver(this, [bytes]);
      return;
    }
    this.#receivedAtMs = performance.now();
    this.#head = head;
    if (admission instanceof Promise) {
      this.#awaitAdmission(bytes, admission);
      return;
    }
    this.#admitted(bytes.subarray(end + HEAD_END.length), admission);
  }

  /** Nobody sends megabytes before it is known who it is. */
  #awaitAdmission(bytes: Buffer, admission: Promise<Admission>): void {
    this.#enter('admission');
    this.#wait(bytes);
    void admission.then((principal) => {
      if (this.socket.destroyed) return;
      const waiting = this.#waiting;
      this.#waiting = [];
      this.#waitingBytes = 0;
      if (principal === null) {
        this.#owner.handOver(this, waiting);
        return;
      }
      const all = Buffer.concat(waiting);
      this.#admitted(all.subarray(all.indexOf(HEAD_END) + HEAD_END.length), principal);
      if (this.#waitingBytes <= AHEAD_BYTES_MAX) this.socket.resume();
    });
  }

  #admitted(bytes: Buffer, principal: Principal): void {
    const { contentLength } = this.#head as RequestHead;
    this.#principal = principal;
    if (bytes.length === contentLength) {
      this.#complete(bytes);
    } else if (bytes.length > contentLength) {
      this.#wait(bytes.subarray(contentLength));
      this.#complete(bytes.subarray(0, contentLength));
    } else {
      this.#body = Buffer.allocUnsafeSlow(contentLength);
      this.#bodyBytes = 0;
      this.#enter('body');
      if (bytes.length > 0) this.#readBody(bytes);
    }
  }

  #readBody(bytes: Buffer): void {
    const body = this.#body as Buffer;
    const missing = body.length - this.#bodyBytes;
    const taken = bytes.length <= missing ? bytes : bytes.subarray(0, missing);
    body.set(taken, this.#bodyBytes);
    this.#bodyBytes += taken.length;
    if (this.#bodyBytes < body.length) return;
    this.#body = null;
    if (bytes.length > missing) this.#wait(bytes.subarray(missing));
    this.#complete(body);
  }

  #complete(body: Buffer): void {
    const head = this.#head as RequestHead;
    const principal = this.#principal as Principal;
    const client = new InboundAnswer(this);
    this.#head = null;
    this.#principal = null;
    this.#answer = client;
    this.#phase = 'answer';
    this.#owner.received({ head, principal, body, receivedAtMs: this.#receivedAtMs, client });
  }

  /** The last answer has left: what the client has sent ahead is the next request. */
  #next(): void {
    this.#enter('idle');
    if (this.#waiting.length > 0) process.nextTick(readAhead, this);
    else if (this.socket.isPaused()) this.socket.resume();
  }

  readAhead(): void {
    if (this.#phase !== 'idle' || this.socket.destroyed || this.#waiting.length === 0) return;
    this.#readRequest(Buffer.concat(this.#waiting));
    if (this.phase !== 'released' && this.#waitingBytes <= AHEAD_BYTES_MAX) this.socket.resume();
  }

  /** A client that sends no more waits for nothing, as Node's server has it. */
  #ended(): void {
    if (this.#answer === null) this.socket.destroySoon();
    else this.socket.destroy();
  }

  #closed(): void {
    const answer = this.#answer;
    this.#answer = null;
    this.#body = null;
    this.#waiting = [];
    this.#owner.closed(this);
    answer?.closed();
  }
}

function readAhead(connection: InboundConnection): void {
  connection.readAhead();
}

function ignore(): void {
  // 'close' follows.
}
