import { connect as connectTcp, isIP, type OnReadOpts, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import type { UpstreamHeaders } from '@modelhub/providers/types';
import type { CallController, CallHandler } from '../call-handler.ts';
import { ResponseReader, type ResponseListener } from './response-reader.ts';

const READ_BYTES = 64 * 1024;
/** Up to that size a request is one buffer, and one system call. */
const JOINED_BYTES_MAX = 64 * 1024;

/**
 * Where sockets read into. All of them use the same memory: a read is handed out before the next one is made, and what is kept of it is copied. Windows reads
 * ahead of time, so that there each has its own.
 */
const SHARED = Buffer.allocUnsafeSlow(READ_BYTES);

export interface Origin {
  readonly isSecure: boolean;
  readonly host: string;
  readonly port: number;
}

export interface ConnectionOwner {
  readonly connectTimeoutMs: number;
  /** Of an earlier connection: spares a round trip. */
  tlsSession: Buffer | undefined;
  /** The connection has done its work and can take another request. */
  idle(connection: Connection): void;
  closed(connection: Connection): void;
}

/** One connection to a provider, with at most one request at a time. */
export class Connection implements CallController, ResponseListener {
  /** Milliseconds of `performance.now()`. */
  idleSinceMs = 0;
  /** How long the provider keeps it open without a request, where it says so. */
  keepAliveMs = Number.POSITIVE_INFINITY;
  /** Called once, when it is open or never will be. */
  onOpen: (() => void) | null = null;
  readonly #owner: ConnectionOwner;
  readonly #socket: Socket;
  readonly #reader: ResponseReader = new ResponseReader(this);
  #connectTimer: NodeJS.Timeout | undefined;
  #handler: CallHandler | null = null;
  #isPaused = false;
  #error: Error | null = null;

  constructor(origin: Origin, owner: ConnectionOwner) {
    this.#owner = owner;
    const onread: OnReadOpts = {
      buffer: process.platform === 'win32' ? Buffer.allocUnsafeSlow(READ_BYTES) : SHARED,
      callback: (bytes, buffer) => this.#read(buffer as Buffer, bytes),
    };
    this.#socket = open(origin, { onread, session: owner.tlsSession });
    this.#connectTimer = setTimeout(() => this.#fail(connectTimeout(owner.connectTimeoutMs)), owner.connectTimeoutMs);
    this.#socket.setNoDelay(true);
    this.#socket.setKeepAlive(true, 60_000);
    this.#socket.once(origin.isSecure ? 'secureConnect' : 'connect', () => this.#connected());
    this.#socket.on('session', (session: Buffer) => (owner.tlsSession = session));
    this.#socket.on('error', (error) => (this.#error ??= error));
    this.#socket.on('end', () => this.#ended());
    this.#socket.on('close', () => this.#closed());
  }

  get isUsable(): boolean {
    return this.#handler === null && this.#error === null && !this.#socket.destroyed && this.#socket.writableLength === 0;
  }

  /** `head` ends with its empty line. */
  send(head: string, body: Buffer, handler: CallHandler): void {
    this.#handler = handler;
    handler.onRequestStart(this);
    if (this.#socket.destroyed) return;
    if (body.length <= JOINED_BYTES_MAX) {
      const message = Buffer.allocUnsafe(head.length + body.length);
      message.write(head, 0, 'latin1');
      body.copy(message, head.length);
      this.#socket.write(message);
    } else {
      this.#socket.cork();
      this.#socket.write(head, 'latin1');
      this.#socket.write(body);
      this.#socket.uncork();
    }
  }

  abort(): void {
    this.destroy();
  }

  pause(): void {
    if (this.#isPaused) return;
    this.#isPaused = true;
    this.#socket.pause();
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#socket.resume();
  }

  destroy(): void {
    this.#handler = null;
    this.#socket.destroy();
  }

  onHead(statusCode: number, headers: UpstreamHeaders): void {
    const hint = headers['keep-alive'];
    if (typeof hint === 'string') this.keepAliveMs = keepAliveOf(hint);
    this.#handler?.onResponseStart(this, statusCode, headers);
  }

  onBody(chunk: Buffer): void {
    this.#handler?.onResponseData(this, chunk);
  }

  onEnd(isReusable: boolean): void {
    const handler = this.#handler;
    // Aborted by whoever heard the last piece of the body.
    if (handler === null) return;
    this.#handler = null;
    if (isReusable && this.isUsable) {
      this.resume();
      this.#owner.idle(this);
    } else this.#socket.destroy();
    handler.onResponseEnd();
  }

  #connected(): void {
    clearTimeout(this.#connectTimer);
    this.#connectTimer = undefined;
    this.onOpen?.();
  }

  #read(buffer: Buffer, bytes: number): boolean {
    // Bytes without a request: an answer that nobody asked for would be taken for that to the next one.
    if (this.#handler === null) {
      this.#socket.destroy();
      return false;
    }
    try {
      this.#reader.feed(bytes === buffer.length ? buffer : buffer.subarray(0, bytes));
    } catch (error) {
      this.#fail(error as Error);
    }
    return !this.#isPaused;
  }

  #ended(): void {
    try {
      if (this.#handler !== null) this.#reader.close();
      else this.#socket.destroy();
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  #fail(error: Error): void {
    this.#error ??= error;
    this.#socket.destroy();
  }

  #closed(): void {
    clearTimeout(this.#connectTimer);
    const handler = this.#handler;
    this.#handler = null;
    this.#owner.closed(this);
    this.onOpen?.();
    handler?.onResponseError(this, this.#error ?? new Error('the connection was closed'));
  }
}

function open({ isSecure, host, port }: Origin, { onread, session }: { readonly onread: OnReadOpts; readonly session: Buffer | undefined }): Socket {
  if (!isSecure) return connectTcp({ host, port, onread });
  const options: ConnectionOptions & { onread: OnReadOpts } = { host, port, onread, ALPNProtocols: ['http/1.1'] };
  // An address is no name that a certificate could be asked for by.
  if (isIP(host) === 0) options.servername = host;
  if (session !== undefined) options.session = session;
  return connectTls(options);
}

function connectTimeout(ms: number): Error {
  return Object.assign(new Error(`no connection within ${ms} ms`), { code: 'ETIMEDOUT' });
}

/** `timeout=5, max=100`: in milliseconds, less a second, so that it is not the provider who closes first. */
function keepAliveOf(hint: string): number {
  const seconds = /timeout=(\d{1,6})/i.exec(hint)?.[1];
  return seconds === undefined ? Number.POSITIVE_INFINITY : Math.max(0, Number(seconds) - 1) * 1_000;
}
